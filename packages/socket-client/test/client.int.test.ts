import { createRealtime } from "@carillon/socket-facade";
import type { Realtime } from "@carillon/socket-facade";
import { startServer, startTcpProxy, waitFor } from "@carillon/socket-testing";
import { createClient } from "@carillon/socket-client";
import { expect, it } from "vitest";

const logger = { debug() {}, info() {}, warn() {}, error() {} };

async function startApp(setup: (app: Realtime) => void) {
  const app = createRealtime({
    logger,
    auth: { guards: { api: ({ token }) => (token.startsWith("user-") ? { id: token.slice(5) } : null) } },
  });
  app.socket.use("auth:socket");
  setup(app);
  const server = await startServer((io) => app.manager.attach(io));
  const proxy = await startTcpProxy(server);
  return {
    app,
    server,
    proxy,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await app.manager.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

it("connects at the first request, with a token", async () => {
  await using app = await startApp(({ route }) => {
    route.socket("who", (_socket, _payload, { userId }) => ({ userId }));
  });
  await using client = createClient({ url: app.proxy.url, token: () => "user-7" });
  expect(client.status.getSnapshot()).toEqual({ is: "idle" });
  expect(await client.request("who")).toEqual({ userId: "7" });
  expect(client.status.getSnapshot()).toMatchObject({ is: "online" });
});

it("joins a channel, and after a cut delivers what was missed, in order and before anything live", async () => {
  await using app = await startApp(({ route }) => {
    route.channel("news.{topic}", { join: () => true, history: { size: 50 } });
  });
  await using client = createClient({
    url: app.proxy.url,
    token: () => "user-7",
    reconnect: { minMs: 20, maxMs: 50 },
  });
  const channel = client.channel("news.{topic}", { topic: "weather" });
  const seen: unknown[] = [];
  channel.on("news", (data, { offset, replayed }) => seen.push([data, offset, replayed]));
  await waitFor(() => channel.state.getSnapshot().is === "joined");
  expect(channel.state.getSnapshot()).toEqual({ is: "joined" });
  await app.app.socket.broadcast("news.weather", "news", 1);
  await waitFor(() => seen.length === 1);
  app.proxy.refuse();
  app.proxy.cut();
  await waitFor(() => client.status.getSnapshot().is === "waiting");
  await app.app.socket.broadcast("news.weather", "news", 2);
  await app.app.socket.broadcast("news.weather", "news", 3);
  app.proxy.accept();
  await waitFor(() => seen.length === 3);
  await app.app.socket.broadcast("news.weather", "news", 4);
  await waitFor(() => seen.length === 4);
  expect(seen).toEqual([
    [1, 1, false],
    [2, 2, true],
    [3, 3, true],
    [4, 4, false],
  ]);
  expect(channel.state.getSnapshot()).toEqual({ is: "joined", recovered: true });
});
