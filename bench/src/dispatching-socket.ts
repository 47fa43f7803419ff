import type { Socket } from "socket.io";

/** A socket with Socket.IO's own step between packet and listeners, which is not public. */
export interface DispatchingSocket {
  dispatch(event: unknown[]): void;
}

/** @throws TypeError when this release of Socket.IO has no such step. */
export function dispatchingSocket(socket: Socket): DispatchingSocket {
  const candidate = socket as unknown as Partial<DispatchingSocket>;
  if (typeof candidate.dispatch !== "function") throw new TypeError("This Socket.IO has no dispatch step.");
  return candidate as DispatchingSocket;
}
