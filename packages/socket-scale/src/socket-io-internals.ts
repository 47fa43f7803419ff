import type { Server } from "socket.io";

/** What is used of an Engine.IO server. */
export interface EngineServer {
  use(middleware: (request: unknown, response: unknown, next: (error?: Error) => void) => void): unknown;
}

/**
 * Calls back with the Engine.IO server: at once where there is one, else when Socket.IO binds it.
 *
 * Expects that Socket.IO calls its public `bind` for every engine (4.0 and later). Where it does not, or on a fake without `bind`,
 * nothing is called.
 */
export function whenBound(io: Server, callback: (engine: EngineServer) => void): void {
  const { engine } = io as { engine?: EngineServer };
  if (typeof engine?.use === "function") {
    callback(engine);
    return;
  }
  const bind = (io as Partial<Server>).bind?.bind(io);
  if (bind === undefined) return;
  io.bind = function bindAndCall(bound: Parameters<Server["bind"]>[0]) {
    const result = bind(bound);
    callback(bound as EngineServer);
    return result;
  };
}
