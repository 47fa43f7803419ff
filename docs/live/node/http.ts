import { EventEmitter } from "events";

/** An HTTP server that hears from nothing but the wires in memory. */
export class Server extends EventEmitter {
  listening = false;

  listen(): this {
    this.listening = true;
    queueMicrotask(() => this.emit("listening"));
    return this;
  }

  close(done?: () => void): this {
    this.listening = false;
    if (done) queueMicrotask(done);
    return this;
  }

  closeAllConnections(): void {
    // None is kept.
  }

  closeIdleConnections(): void {
    // None is kept.
  }
}

export class IncomingMessage extends EventEmitter {
  readonly socket: unknown;
  readonly connection: unknown;
  readonly headers: Record<string, string> = {};
  readonly rawHeaders: string[] = [];
  method = "GET";
  url = "/";
  httpVersion = "1.1";

  constructor(socket: unknown) {
    super();
    this.socket = socket;
    this.connection = socket;
  }
}

export class ServerResponse extends EventEmitter {}

export function createServer(): Server {
  return new Server();
}
