import { EventEmitter } from "events";

/** Engine.IO asks for it, and gets a server in memory instead. */
export class WebSocketServer extends EventEmitter {}

export { WebSocketServer as Server };

export class WebSocket extends EventEmitter {
  static readonly Server = WebSocketServer;
}

/** @alias */
export default WebSocket;
