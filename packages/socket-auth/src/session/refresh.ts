import { SocketException } from "@carillon/socket-contract";
import { isWellFormed } from "../handshake/credentials.js";
import { refusal } from "../refusals.js";
import type { Login } from "./login.js";

/** The reserved event by which a client sends a new token. */
export const refreshEvent = "auth:refresh";

/** What `auth:refresh` answers. */
export interface RefreshReply {
  /** When the new token ends, in milliseconds since the epoch; `null` for never. */
  readonly expiresAt: number | null;
}

/** Refreshes under way; a socket may have one. */
const underWay = new WeakSet<Login>();

/**
 * Does what a client asks for with `auth:refresh`.
 *
 * @param login - The socket's login, or `undefined` for an anonymous one.
 * @param payload - `{ token }`.
 * @throws {SocketException} `unauthenticated`, `bad_input`, `too_many_requests`, or why the new token is refused.
 */
export async function refresh(login: Login | undefined, payload: unknown): Promise<RefreshReply> {
  if (login === undefined) throw refusal("unauthenticated");
  const token: unknown =
    typeof payload === "object" && payload !== null && Object.hasOwn(payload, "token")
      ? (payload as { token: unknown }).token
      : undefined;
  if (!isWellFormed(token)) {
    throw new SocketException('A token is required: send { token: "..." }.', { code: "bad_input" });
  }
  if (underWay.has(login)) {
    throw new SocketException("A refresh is under way.", { code: "too_many_requests", retryAfterMs: 1_000 });
  }
  underWay.add(login);
  try {
    const { expiresAt } = await login.refresh(token);
    return { expiresAt: expiresAt ?? null };
  } finally {
    underWay.delete(login);
  }
}
