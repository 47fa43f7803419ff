import { authStateOf } from "@carillon/socket-contract/server";
import type { BroadcastTarget } from "./broadcaster.js";

/** An HTTP request: of Node, Express, Fastify, or of the fetch API. */
export interface OwnedRequest {
  readonly headers:
    | { readonly get: (name: string) => string | null }
    | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whom the request's authentication recognised. */
  readonly user?: unknown;
}

/** How long another node may take to say whose socket it is, in milliseconds. */
const askMs = 1_000;

/**
 * The socket that a request names in `X-Socket-ID`, if it belongs to the request's user.
 *
 * @returns Its id, or `undefined` where it is nobody's, somebody else's or cannot be told.
 */
export async function ownSocketId(
  { namespace: target, rooms }: BroadcastTarget,
  request: OwnedRequest,
  givenUserId: string | number | undefined,
): Promise<string | undefined> {
  const id = headerOf(request);
  const userId = givenUserId ?? idOf(request.user);
  if (id === undefined || userId === undefined) return undefined;
  const namespace = "of" in target ? target.of("/") : target;
  const here = namespace.sockets.get(id);
  if (here) return authStateOf(here)?.identity?.id === String(userId) ? id : undefined;
  // On another node: only its user's sockets are in the personal room.
  const room = rooms.userRoom(userId);
  const [there] = await namespace.in(id).timeout(askMs).fetchSockets();
  return there?.rooms.has(room) ? id : undefined;
}

function headerOf({ headers }: OwnedRequest): string | undefined {
  const value: unknown =
    typeof headers.get === "function"
      ? (headers as { get: (name: string) => unknown }).get("x-socket-id")
      : (headers as Record<string, unknown>)["x-socket-id"];
  return typeof value === "string" && value !== "" && value.length <= 64 ? value : undefined;
}

function idOf(user: unknown): string | number | undefined {
  const id: unknown = typeof user === "object" && user !== null ? (user as { id?: unknown }).id : undefined;
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}
