import { whenBound } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";

/**
 * Makes handshakes wait for an adapter: a socket keeps the adapter that it was made with.
 *
 * @param io - A server; one that does not listen yet holds handshakes once it does.
 * @param ready - Resolves when the adapter is in place; where it rejects, handshakes are refused.
 */
export function holdHandshakes(io: Server, ready: Promise<void>): void {
  let isReady = false;
  ready.then(
    () => (isReady = true),
    () => undefined,
  );
  whenBound(io, (engine) => {
    engine.use((_request: unknown, _response: unknown, next: (error?: Error) => void) => {
      if (isReady) next();
      else ready.then(() => next(), next);
    });
  });
}
