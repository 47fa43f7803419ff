import { clock } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";

/** What `auth:revoked` carries. */
export interface EndNotice {
  /** `revoked`, `token_expired`, or the code of the refusal. */
  readonly error: string;
  /** What a person may read. */
  readonly message: string;
  /** HTTP-like status. */
  readonly status: number | undefined;
  /** Whether connecting again with another token may help. */
  readonly reconnect: boolean;
}

/**
 * Tells a client why it is cut off, ahead of the disconnect.
 *
 * `socket.emit` would go through the cluster where connection state recovery is on, and come after it.
 */
export function sendEndNotice(socket: Socket, notice: EndNotice): void {
  socket.nsp.local.to(socket.id).emit("auth:revoked", notice);
}

/** Leaves every room but the socket's own. */
export function leaveRooms(socket: Socket): void {
  for (const room of [...socket.rooms]) {
    if (room !== socket.id) void socket.leave(room);
  }
}

/**
 * Tells a client that its identity ends soon, so that it can refresh it.
 *
 * @param expiresAt - When, in milliseconds since the epoch.
 */
export function sendExpiryWarning(socket: Socket, expiresAt: number): void {
  socket.emit("auth:expiring", { expiresAt, expiresInMs: Math.max(0, expiresAt - clock.now()) });
}
