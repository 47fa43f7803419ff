import { WebSocketServer } from "ws";
import type { ServerOptions } from "ws";
import { CorkedSocket } from "./corked-socket.js";

/** A server of `ws`'s whose sockets send all of a tick in one write; for Socket.IO's option `wsEngine`. */
export class CorkedEngine extends WebSocketServer<typeof CorkedSocket> {
  constructor(options?: ServerOptions<typeof CorkedSocket>) {
    super({ ...options, WebSocket: CorkedSocket });
  }
}
