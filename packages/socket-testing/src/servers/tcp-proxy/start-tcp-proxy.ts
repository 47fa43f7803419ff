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
  const proxy = new RunningProxy(options);
  await proxy.listen();
  return proxy;
}
