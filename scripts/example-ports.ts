import net from "node:net";
import type { AddressInfo, Server } from "node:net";

/**
 * Runs examples of this process on free ports: what listens on port 3000 gets a free one, and who connects to port 3000 gets there.
 * The latest server of an example is meant.
 *
 * @returns Ends it.
 */
export function onFreePorts(): Disposable {
  const server = net.Server.prototype as unknown as Patched;
  const socket = net.Socket.prototype as unknown as Patched;
  const { listen } = server;
  const { connect } = socket;
  let latest: Server | undefined;
  server.listen = function (...args) {
    if (args[0] === 3000) {
      latest = this as Server;
      args[0] = 0;
    }
    return listen?.apply(this, args);
  };
  socket.connect = function (...args) {
    const [options] = (Array.isArray(args[0]) ? args[0] : args) as [{ port?: unknown } | undefined];
    if (options && Number(options.port) === 3000) options.port = (latest?.address() as AddressInfo).port;
    return connect?.apply(this, args);
  };
  return {
    [Symbol.dispose]: () => {
      Object.assign(server, { listen });
      Object.assign(socket, { connect });
    },
  };
}

interface Patched {
  listen?: (this: unknown, ...args: unknown[]) => unknown;
  connect?: (this: unknown, ...args: unknown[]) => unknown;
}
