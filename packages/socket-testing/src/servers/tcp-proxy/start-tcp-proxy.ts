import { UsageError } from "@carillon/socket-contract/server";
import { RunningProxy } from "./running-proxy.js";
import type { TcpProxy, TcpProxyOptions } from "./tcp-proxy.js";

/**
 * Starts a TCP proxy on a free loopback port.
 *
 * @param options - What listens behind it.
 * @returns The proxy; dispose it when the test is over.
 * @example
 * ```ts
 * import { createClient, startServer, startTcpProxy } from "@carillon/socket-testing";
 *
 * await using server = await startServer();
 * await using proxy = await startTcpProxy({ port: server.port });
 * const client = createClient(proxy.url).connect();
 * client.once("connect", () => proxy.cut());
 * client.once("disconnect", () => client.close());
 * ```
 */
export async function startTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  // A server or a database that was started is an object of more than the port.
  const { port } = Object(options) as Partial<TcpProxyOptions>;
  if (port === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageError(
      "E_PORT",
      `startTcpProxy needs the port behind it: startTcpProxy({ port: server.port }); got ${String(port)}.`,
    );
  }
  const proxy = new RunningProxy(options);
  await proxy.listen();
  return proxy;
}
