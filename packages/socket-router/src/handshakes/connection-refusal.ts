import { SocketException } from "@carillon/socket-contract";
import type { FailureEnvelope } from "@carillon/socket-contract";
import { failureOf } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { networkOf } from "./network-of.js";

/** A middleware for `io.use`. */
export type ConnectionMiddleware = (socket: Socket, next: (error?: Error) => void) => void;

/** What the peer's address is counted by. */
export function addressOf(socket: Socket): string {
  return networkOf(socket.handshake.address);
}

/** What `next` gets for a connection that is one too many; Socket.IO sends its `data` along. */
export function refusal(message: string, retryAfterMs?: number): Error & { data: FailureEnvelope } {
  const exception = new SocketException(message, {
    code: "too_many_requests",
    retryable: true,
    ...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
  });
  return Object.assign(new Error(message), { data: failureOf(exception) });
}
