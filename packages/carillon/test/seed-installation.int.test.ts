import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getSocketManager, setSocketsConfig, Socket, SocketServiceProvider } from "carillon";
import { connected, createClient, nextEvent, waitFor } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { freshFacades } from "./seed-kit.js";

test("server.js: one port for HTTP and sockets, routes by a side-effect import, log.success", async () => {
  await using facades = freshFacades();
  await SocketServiceProvider({ root: new URL("seed", import.meta.url).pathname }).register();
  // @ts-expect-error -- the seed's files are JavaScript
  await import("./seed/server.js");
  const { httpServer } = Socket.io() as unknown as { httpServer: HttpServer };
  await waitFor(() => facades.lines.flat().includes("Netpress is running on port 0"));
  const url = `http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}`;
  expect(await (await fetch(`${url}/orders`)).text()).toBe("GET /orders");
  const client = createClient(url);
  try {
    const pong = nextEvent(client, "pong");
    await connected(client);
    client.emit("ping");
    expect(await pong).toEqual([]);
  } finally {
    client.close();
  }
});

test("bootstrap/providers.js: the class itself is the provider", async () => {
  await using _facades = freshFacades();
  // @ts-expect-error -- the seed's files are JavaScript
  const { default: providers } = (await import("./seed/bootstrap/providers.js")) as {
    default: (typeof SocketServiceProvider)[];
  };
  for (const Provider of providers) {
    const provider = new Provider();
    await provider.register();
    await provider.boot();
  }
  expect(Socket.isAttached).toBe(false);
});

test("config/sockets.js shows the defaults, and is taken by setSocketsConfig or by the provider", async () => {
  await using _facades = freshFacades();
  setSocketsConfig({});
  const defaults = getSocketManager().config;
  // @ts-expect-error -- the seed's files are JavaScript
  const { default: socketsConfig } = (await import("./seed/config/sockets.js")) as { default: object };
  setSocketsConfig(socketsConfig);
  expect(getSocketManager().config).toEqual(defaults);
  expect(defaults).toMatchObject(socketsConfig);

  setSocketsConfig({ path: "/other" });
  await SocketServiceProvider({ config: true, root: new URL("seed", import.meta.url).pathname }).register();
  expect(getSocketManager().config).toEqual(defaults);
});
