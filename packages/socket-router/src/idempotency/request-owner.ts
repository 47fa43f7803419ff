import type { Socket } from "socket.io";
import type { Call } from "../dispatch/call.js";

/** Whose requests are recognised together. */
export interface RequestOwner {
  readonly owner: string;
  readonly isAnonymous: boolean;
}

/** Long enough to be random, short enough to be kept. */
const clientIds = /^[\w-]{16,100}$/;

/**
 * Whose request a call is: the user's; without one, the client's that named itself by `auth: { clientId }` in the handshake,
 * so that it is the same after a reconnection; else the socket's.
 *
 * A client id is a secret of its client like a session's: it has at least 16 characters and should be random.
 */
export function ownerOf({ userId, socket }: Call): RequestOwner {
  if (userId !== null) return { owner: `user ${userId}`, isAnonymous: false };
  // A fake has no handshake.
  const clientId: unknown = (socket as Partial<Socket>).handshake?.auth["clientId"];
  const isNamed = typeof clientId === "string" && clientIds.test(clientId);
  return { owner: isNamed ? `client ${clientId}` : `socket ${socket.id}`, isAnonymous: true };
}
