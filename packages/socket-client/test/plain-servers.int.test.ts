import { startServer, startTcpProxy, waitFor } from "@carillon/socket-testing";
import { createClient } from "@carillon/socket-client";
import { expect, it } from "vitest";

it("works with a server that has no Carillon", async () => {
  await using server = await startServer((io) => {
    io.use((socket, next) => {
      const { token } = socket.handshake.auth as { token?: string };
      next(token === "good" ? undefined : new Error("not authorized"));
    });
    io.on("connection", (socket) => {
      socket.emit("hello", { n: 1 });
      socket.on("ping", (ack: (answer: string) => void) => {
        ack("pong");
      });
      socket.on("add", ({ a, b }: { a: number; b: number }, ack: (answer: unknown) => void) => {
        ack({ ok: true, sum: a + b });
      });
      socket.on("nothing", (_payload: unknown, ack: () => void) => {
        ack();
      });
    });
  });
  await using proxy = await startTcpProxy(server);
  const answers = ["bad", "good"];
  await using client = createClient({
    url: proxy.url,
    token: () => answers.shift() ?? "good",
    reconnect: { minMs: 5, maxMs: 10 },
  });
  expect(await client.once("hello")).toEqual({ n: 1 });
  expect(await client.request("ping")).toBe("pong");
  expect(await client.request("add", { a: 1, b: 2 })).toEqual({ ok: true, sum: 3 });
  expect(await client.request("nothing", 1)).toBeUndefined();
  expect(await client.try("unheard", 1, { timeoutMs: 20 })).toMatchObject({ error: { code: "timeout" } });
  const hello = client.once("hello");
  proxy.cut();
  expect(await hello).toEqual({ n: 1 });
  // The token goes in a new handshake, since there is no `auth:refresh`.
  expect(client.status.getSnapshot().is).toBe("online");
});

it("signs out where a plain server refuses twice in its own words", async () => {
  await using server = await startServer((io) => {
    io.use((_socket, next) => {
      next(new Error("Unauthorized"));
    });
  });
  await using client = createClient({ url: server.url, token: () => "bad" });
  client.connect();
  await waitFor(() => client.status.getSnapshot().is === "signed_out");
  expect(client.status.getSnapshot()).toEqual({ is: "signed_out", code: "unauthenticated" });
});

it("connects to a namespace, with handshake data of its own", async () => {
  await using server = await startServer((io) => {
    io.of("/admin").on("connection", (socket) => socket.emit("hello", socket.handshake.auth));
  });
  await using client = createClient({
    url: server.url,
    namespace: "/admin",
    socket: { auth: { device: "phone" } },
  });
  expect(await client.once("hello")).toMatchObject({ device: "phone" });
});

it("tries again after a refusal that says nothing of the token", async () => {
  let refusals = 0;
  await using server = await startServer((io) => {
    io.use((_socket, next) => {
      next(refusals++ < 2 ? new Error("the database is away") : undefined);
    });
  });
  await using client = createClient({ url: server.url, reconnect: { minMs: 1, maxMs: 5 } });
  client.connect();
  await waitFor(() => client.status.getSnapshot().is === "online");
});
