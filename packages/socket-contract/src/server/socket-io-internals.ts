import { EventEmitter } from "node:events";

/** What Engine.IO adds to Node's request. */
interface EngineRequest {
  readonly _query?: Readonly<Record<string, unknown>>;
}

/**
 * Whether a request begins a connection; later requests of the same connection carry the id that the first was given.
 *
 * Private in Engine.IO (`_query`). Where it is not there, each request counts as a beginning.
 *
 * @param request - A request as `io.engine.use` sees it.
 */
export function isHandshakeRequest(request: object): boolean {
  return (request as EngineRequest)._query?.["sid"] === undefined;
}

/** What is used of an Engine.IO server. */
export interface EngineServer {
  on(event: "connection", listener: (connection: never) => void): unknown;
  on(event: "connection_error", listener: (error: never) => void): unknown;
  use(middleware: (request: unknown, response: unknown, next: (error?: Error) => void) => void): unknown;
}

/** What is used of a Socket.IO server. */
interface BindingServer {
  readonly engine?: Partial<EngineServer>;
  bind?: (engine: EngineServer) => unknown;
}

/**
 * Calls back with the Engine.IO server: at once where there is one, else when Socket.IO binds it.
 *
 * Expects that Socket.IO calls its public `bind` for every engine (4.0 and later). Where it does not, or on a fake without `bind`,
 * nothing is called.
 *
 * @param io - A Socket.IO server.
 * @param callback - Gets each engine that the server is bound to from now on.
 */
export function whenBound(io: object, callback: (engine: EngineServer) => void): void {
  const server = io as BindingServer;
  if (typeof server.engine?.on === "function") {
    callback(server.engine as EngineServer);
    return;
  }
  const bind = server.bind?.bind(io);
  if (bind === undefined) return;
  server.bind = function bindAndCall(engine) {
    const result = bind(engine);
    callback(engine);
    return result;
  };
}

/**
 * Whether an adapter reaches other nodes. The in-memory one does not, and prints a warning when it is asked to.
 *
 * @param adapter - The adapter of a namespace.
 */
export function reachesOtherNodes(adapter: object): boolean {
  let base = adapter;
  for (
    let next = prototypeOf(base);
    next !== null && next !== EventEmitter.prototype;
    next = prototypeOf(next)
  )
    base = next;
  return (
    (adapter as { serverSideEmit?: unknown }).serverSideEmit !==
    (base as { serverSideEmit?: unknown }).serverSideEmit
  );
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
