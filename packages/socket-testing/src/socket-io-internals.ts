import * as client from "socket.io-client";

type Transports = Pick<typeof client, "NodeWebSocket" | "WebSocket">;

/** The CommonJS build of Socket.IO's client, which Jest takes for CommonJS, has these classes and does not export them. */
const offered: Partial<Transports> = client;

/** Socket.IO's transport over a WebSocket, in Node. */
export const NodeWebSocket: Transports["NodeWebSocket"] = offered.NodeWebSocket ?? (ofAnEngine() as never);

/** Socket.IO's transport over a WebSocket, in browsers and in Node. */
export const WebSocket: Transports["WebSocket"] = offered.WebSocket ?? (ofAnEngine() as never);

/** What an engine takes for the transport "websocket". */
function ofAnEngine(): unknown {
  /** Leads nowhere. */
  class NoTransport {
    readonly name = "none";
    on(): this {
      return this;
    }
    open(): void {
      // It stays as it is.
    }
  }
  const manager = new client.Manager("http://localhost", {
    autoConnect: false,
    reconnection: false,
    timeout: false as never,
    transports: [NoTransport as never],
  });
  manager.open();
  const Engine = manager.engine.constructor as EngineClass;
  class UnopenedEngine extends Engine {
    override _open(): void {
      // It is only asked for its transports.
    }
  }
  return new UnopenedEngine("http://localhost", { transports: ["websocket"] })._transportsByName["websocket"];
}

/** What is expected of Engine.IO's client, 6.6. */
type EngineClass = new (
  url: string,
  options: object,
) => { readonly _transportsByName: Readonly<Record<string, unknown>>; _open(): void };
