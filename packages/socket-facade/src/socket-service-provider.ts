import { getSocketManager } from "./current-manager.js";
import type { SocketManager } from "./socket-manager.js";
import type { AttachTarget } from "./socket-server.js";
import type { SocketsConfig } from "./sockets-config.js";

/** What the provider starts with. */
export interface SocketServiceProviderOptions {
  /** The server to attach to in `boot`. Without it, call `Socket.attach(server)` yourself. */
  readonly httpServer?: AttachTarget;
  /** Replaces the configuration in `register`. */
  readonly config?: SocketsConfig;
}

/**
 * Configures and attaches the current manager in the two steps of a service container.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { SocketServiceProvider } from "@carillon/socket-facade";
 *
 * const httpServer = createServer();
 * const provider = new SocketServiceProvider({ httpServer });
 * provider.register();
 * provider.boot();
 * httpServer.listen(3000);
 * ```
 * @see The seed document, "Installation".
 */
export class SocketServiceProvider {
  readonly #options: SocketServiceProviderOptions;

  constructor(options: SocketServiceProviderOptions = {}) {
    this.#options = options;
  }

  /**
   * Applies the configuration.
   *
   * @throws TypeError for an unknown key or a wrong value, naming it.
   */
  register(): SocketManager {
    const manager = getSocketManager();
    if (this.#options.config) manager.configure(this.#options.config);
    return manager;
  }

  /** Attaches to the HTTP server, if one was given. */
  boot(): SocketManager {
    const manager = getSocketManager();
    if (this.#options.httpServer !== undefined) manager.attach(this.#options.httpServer);
    return manager;
  }
}
