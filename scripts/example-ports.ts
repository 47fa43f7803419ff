import net from "node:net";
import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Free ports for an example; disposing closes its server. */
export interface FreePorts extends Disposable {
  /** Resolves when the server of the example listens. */
  listening(): Promise<void>;
}

/**
 * Runs an example of this process on a free port: what listens on port 3000 gets a free one, and who connects to port 3000 gets there.
 *
 * @param others - Where other programs of the example listen, by the ports that it knows.
 */
export function onFreePorts(others: Readonly<Record<number, number>> = {}): FreePorts {
  const server = net.Server.prototype as unknown as Patched;
  const socket = net.Socket.prototype as unknown as Patched;
  const { listen } = server;
  const { connect } = socket;
  let latest: HttpServer | undefined;
  server.listen = function (...args) {
    if (args[0] === 3000) {
      latest = this as HttpServer;
      args[0] = 0;
    }
    return listen?.apply(this, args);
  };
  socket.connect = function (...args) {
    const [options] = (Array.isArray(args[0]) ? args[0] : args) as [{ port?: unknown } | undefined];
    const port = Number(options?.port);
    if (options && port === 3000) options.port = (latest?.address() as AddressInfo).port;
    else if (options && others[port] !== undefined) options.port = others[port];
    return connect?.apply(this, args);
  };
  return {
    listening: async () => {
      if (latest?.listening === false) await once(latest, "listening");
    },
    [Symbol.dispose]: () => {
      Object.assign(server, { listen });
      Object.assign(socket, { connect });
      latest?.close();
      latest?.closeAllConnections();
    },
  };
}

interface Patched {
  listen?: (this: unknown, ...args: unknown[]) => unknown;
  connect?: (this: unknown, ...args: unknown[]) => unknown;
}
