import { authStateOf } from "@carillon/socket-contract/server";
import type { BroadcastTarget } from "./broadcast-target.js";

/** An HTTP request: of Node, Express, Fastify, or of the fetch API. */
export interface HttpRequest {
  readonly headers:
    | { readonly get: (name: string) => string | null }
    | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The user that the request's authentication recognised. */
  readonly user?: unknown;
}

/** How long the other nodes may take to name the user's sockets, in milliseconds. */
const askMs = 1_000;

/**
 * The socket that a request names in `X-Socket-ID`, if it is a socket of the request's user.
 *
 * The header is the client's word, and what is left out of a broadcast is left out as a room: it must be the id of a socket, and of
 * one of that very user, or a client could hide an event from others.
 *
 * @returns Its id, or `undefined` where it belongs to no socket of the user, or that cannot be told.
 */
export async function requesterSocketId(
  { namespace: target, rooms }: BroadcastTarget,
  request: HttpRequest,
  givenUserId: string | number | undefined,
): Promise<string | undefined> {
  const id = headerOf(request);
  const userId = givenUserId ?? idOf(request.user);
  if (id === undefined || userId === undefined) return undefined;
  const namespace = "of" in target ? target.of("/") : target;
  const here = namespace.sockets.get(id);
  if (here) return authStateOf(here)?.identity?.id === String(userId) ? id : undefined;
  // On another node: only the user's own sockets are in the personal room, so that few are asked for.
  const own = await namespace.in(rooms.userRoom(userId)).timeout(askMs).fetchSockets();
  return own.some((socket) => socket.id === id) ? id : undefined;
}

function headerOf({ headers }: HttpRequest): string | undefined {
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
