import { startServer } from "@carillon/socket-testing";
import { createClient } from "@carillon/socket-client";
import { expect, it } from "vitest";
import { startApp } from "./start-app.js";

it("finds a server by its url, path and namespace, with or without a slash at the end", async () => {
  await using server = await startServer(
    (io) => {
      io.on("connection", (socket) => socket.emit("here", "/"));
      io.of("/admin").on("connection", (socket) => socket.emit("here", "/admin"));
    },
    { options: { path: "/live" } },
  );
  await using plain = createClient({ url: `${server.url}/`, path: "/live" });
  await using admin = createClient({ url: `${server.url}/`, path: "/live", namespace: "/admin" });
  expect(await Promise.all([plain.once("here"), admin.once("here")])).toEqual(["/", "/admin"]);
});

it("hands on what the application puts into the handshake, as data or as a function, beside the token", async () => {
  await using server = await startServer((io) => {
    io.on("connection", (socket) => socket.emit("auth", socket.handshake.auth));
  });
  await using fixed = createClient({
    url: server.url,
    token: () => "t",
    socket: { auth: { device: "phone" } },
  });
  await using asked = createClient({
    url: server.url,
    token: () => "t",
    socket: {
      auth: (send) => {
        send({ device: "laptop" });
      },
    },
  });
  expect(await fixed.once("auth")).toMatchObject({ device: "phone", token: "t" });
  expect(await asked.once("auth")).toMatchObject({ device: "laptop", token: "t" });
});

it("requestTimeoutMs holds for all requests, and timeoutMs for one", async () => {
  await using app = await startApp(({ route }) => route.socket("hang", () => new Promise(() => undefined)));
  const client = app.client({ requestTimeoutMs: 60_000 });
  expect(await client.try("hang", null, { timeoutMs: 20 })).toMatchObject({ error: { code: "timeout" } });
  const hasty = app.client({ requestTimeoutMs: 20 });
  expect(await hasty.try("hang")).toMatchObject({ error: { code: "timeout" } });
});
