import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { createRealtime } from "@carillon/socket-facade";
import { nextEvent, startServer, transports, waitFor } from "@carillon/socket-testing";
import { Server } from "socket.io";
import { expect, test } from "vitest";
import { z } from "zod";
import { silent } from "./silent.js";

const guard = ({ token }: { token: string }): { user: { id: string }; id: string } => ({
  user: { id: token },
  id: token,
});

async function startScene(options: Parameters<typeof createRealtime>[0] = {}) {
  const layer = createRealtime({ logger: silent, ...options });
  layer.socket.guard("api", guard);
  layer.socket.use("auth:socket");
  layer.route.socket("join", (socket, room: string) => socket.joinRoom(room));
  const server = await startServer((io) => layer.socket.attach(io));
  return { layer, server, connect: (token: string) => server.connect({ auth: { token } }) };
}

test("X-Socket-ID with the name of a room hides nothing from its members", async () => {
  const { layer, server, connect: join } = await startScene();
  await using _server = server;
  const [ada, grace] = [await join("ada"), await join("grace")];
  for (const client of [ada, grace]) await client.emitWithAck("join", "orders.7");
  for (const header of ["orders.7", "users.ada", grace.id ?? ""]) {
    const heard = Promise.all([nextEvent(ada, "news"), nextEvent(grace, "news")]);
    const request = { headers: { "x-socket-id": header }, user: { id: "ada" } };
    await layer.socket.toRoom("orders.7").toOthers(request).emit("news", header);
    expect(await heard).toEqual([[header], [header]]);
  }
  const heard: unknown[] = [];
  ada.on("news", (news: unknown) => heard.push(news));
  const last = nextEvent(ada, "last");
  const own = { headers: { "x-socket-id": ada.id }, user: { id: "ada" } };
  await layer.socket.to("orders.7").toOthers(own).emit("news", "own");
  await layer.socket.emit("last");
  await last;
  expect(heard).toEqual([]);
});

test("emitTo never takes the id of a user for a room that others have joined", async () => {
  const lines: string[] = [];
  const warn = (fields: object): void => void lines.push((fields as { event: string }).event);
  const { layer, server, connect: join } = await startScene({ logger: { ...silent, warn } });
  await using _server = server;
  const eve = await join("eve");
  const heard: unknown[] = [];
  eve.on("secret", (secret: unknown) => heard.push(secret));
  for (const room of ["ada@example.org", "first.last"]) await eve.emitWithAck("join", room);
  const user = await join("first.last");
  const secret = nextEvent(user, "secret");
  await layer.socket.emitTo("first.last", "secret", 1);
  await layer.socket.emitTo("ada@example.org", "secret", 2);
  expect(await secret).toEqual([1]);
  const last = nextEvent(eve, "last");
  await layer.socket.emit("last");
  await last;
  expect(heard).toEqual([]);

  await layer.socket.emitTo("another.one", "secret", 3);
  await layer.socket.emitTo("another.two", "secret", 3);
  expect(lines.filter((line) => line === "emit_to_ambiguous")).toHaveLength(1);
  // @ts-expect-error -- a user without an id
  expect(() => layer.socket.emitTo(undefined, "secret", 4)).toThrow("got undefined");
});

test("maxBufferedBytes on a server that does not listen yet", async () => {
  const layer = createRealtime({ logger: silent, maxBufferedBytes: 1_000 });
  const io = new Server();
  layer.socket.attach(io);
  const httpServer = createServer();
  io.attach(httpServer);
  await using server = await startServer(undefined, { httpServer, io });
  const client = await server.connect();
  const left = nextEvent(client, "disconnect");
  await layer.socket.emit("news", "x".repeat(100_000));
  await left;
});

test("a client that polls and never reads the answers is dropped", async () => {
  const dropped: object[] = [];
  const warn = (fields: object): void => void dropped.push(fields);
  const layer = createRealtime({ logger: { ...silent, warn }, maxBufferedBytes: 500_000 });
  const httpServer = createServer();
  layer.socket.attach(httpServer);
  await new Promise<void>((resolve) => void httpServer.listen(0, "127.0.0.1", resolve));
  const { port } = httpServer.address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1)) as { sid: string };
  await fetch(`${url}&sid=${sid}`, { method: "POST", body: "40" });
  await (await fetch(`${url}&sid=${sid}`)).text();
  const socket = connect(port, "127.0.0.1").pause();
  socket.on("error", () => undefined);
  for (let poll = 0; poll < 200 && dropped.length === 0; poll++) {
    socket.write(`GET /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await waitFor(() => dropped.length > 0 || isPolled(layer.socket.io(), sid));
    await layer.socket.emit("news", "x".repeat(400_000));
  }
  socket.destroy();
  expect(dropped).toMatchObject([{ event: "slow_consumer_dropped" }]);
  await layer.socket.close();
});

test("tiny packets count with what each takes: a client that never polls is dropped", async () => {
  const dropped: object[] = [];
  const warn = (fields: object): void => void dropped.push(fields);
  const layer = createRealtime({ logger: { ...silent, warn }, maxBufferedBytes: 64_000 });
  const httpServer = createServer();
  layer.socket.attach(httpServer);
  await using server = await startServer(undefined, { httpServer, io: layer.socket.io() });
  const url = `${server.url}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1)) as { sid: string };
  await (await fetch(`${url}&sid=${sid}`, { method: "POST", body: "40" })).text();
  let sent = 0;
  for (; sent < 7_000 && dropped.length === 0; sent++) await layer.socket.emit("n");
  expect(dropped).toMatchObject([{ event: "slow_consumer_dropped" }]);
  expect(sent).toBeLessThan(1_000);
});

test.each(transports)("a message over the limit leaves a line with the limit: %s", async (transport) => {
  const lines: object[] = [];
  const warn = (fields: object): void => void lines.push(fields);
  const layer = createRealtime({ logger: { ...silent, warn }, server: { maxHttpBufferSize: 5_000 } });
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await using server = await startServer(undefined, { httpServer, io });
  const client = await server.connect({ transports: [transport] });
  const left = nextEvent(client, "disconnect");
  client.emit("any", "x".repeat(6_000));
  await left;
  await waitFor(() => lines.length > 0);
  expect(lines).toEqual([
    expect.objectContaining({ event: "message_too_large", maxBytes: 5_000, address: "127.0.0.1" }),
  ]);
});

test("reserved events wait for onConnect, and obey the layer's limits", async () => {
  const steps: string[] = [];
  let open: () => void = () => undefined;
  const { layer, server, connect: join } = await startScene({ limits: { bytes: 300 } });
  await using _server = server;
  layer.route.onConnect(async () => {
    await new Promise<void>((resolve) => (open = resolve));
    steps.push("hook");
  });
  layer.route.channel("hall.{n}", () => {
    steps.push("rule");
    return true;
  });
  const ada = await join("ada");
  const joined = ada.emitWithAck("channel:join", { channel: "hall.1" });
  const refreshed = ada.emitWithAck("auth:refresh", { token: "ada" });
  const [socket] = await waitFor(() => [...server.io.sockets.sockets.values()]);
  await new Promise((resolve) => socket?.conn.once("packet", resolve));
  expect(steps).toEqual([]);
  open();
  expect(await joined).toMatchObject({ ok: true });
  expect(await refreshed).toMatchObject({ ok: true });
  expect(steps).toEqual(["hook", "rule"]);
  expect(await ada.emitWithAck("channel:join", { channel: "hall.1", more: "x".repeat(400) })).toMatchObject({
    error: "payload_too_large",
  });
});

test("a flood of joins of one client is bounded, its refreshes are throttled, and both end with it", async () => {
  let asked = 0;
  let open: () => void = () => undefined;
  const isOpen = new Promise<boolean>((resolve) => (open = () => void resolve(false)));
  const { layer, server, connect: join } = await startScene();
  await using _server = server;
  layer.route.channel("hall.{n}", () => {
    asked++;
    return isOpen;
  });
  const eve = await join("eve");
  const refused: { readonly error?: string }[] = [];
  for (let n = 0; n < 5_000; n++) {
    eve.emit("channel:join", { channel: "hall.1" }, (answer: object) => refused.push(answer));
  }
  await waitFor(() => refused.length === 4_800);
  expect(new Set(refused.map(({ error }) => error))).toEqual(new Set(["too_many_requests"]));
  expect(asked).toBe(1);
  let refreshed = 0;
  for (let n = 0; n < 32; n++) {
    const answer = (await eve.emitWithAck("auth:refresh", { token: "eve" })) as { readonly ok: boolean };
    if (answer.ok) refreshed++;
  }
  expect(refreshed).toBe(30);
  const left = new Promise((resolve) => server.io.sockets.sockets.get(eve.id!)?.once("disconnect", resolve));
  eve.disconnect();
  await left;
  open();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(asked).toBe(1);
});

test("can: and member: judge what the handler sees", async () => {
  let abilities = ["write"];
  const layer = createRealtime({ logger: silent });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token, abilities }));
  layer.socket.use("auth:socket");
  const payload = z.object({ room: z.string().trim().toLowerCase() });
  const seen: unknown[] = [];
  const note = (_socket: unknown, given: unknown): void => void seen.push(given);
  layer.route.socket("join", (socket, room: string) => socket.joinRoom(room));
  layer.route.socket("post", note, { payload, middleware: ["auth:socket", "can:write", "member:{room}"] });
  const server = await startServer((io) => layer.socket.attach(io));
  await using _server = server;
  const client = await server.connect({ auth: { token: "ada" } });
  await client.emitWithAck("join", "BOARD");
  expect(await client.emitWithAck("post", { room: " BOARD " })).toMatchObject({ error: "forbidden_room" });
  await client.emitWithAck("join", "board");
  expect(await client.emitWithAck("post", { room: " BOARD " })).toMatchObject({ ok: true });
  // The guard is asked at each event, and can: judges by its answer, as the handler would see it.
  abilities = ["read"];
  expect(await client.emitWithAck("post", { room: "board" })).toMatchObject({ error: "forbidden" });
  expect(seen).toEqual([{ room: "board" }]);
});

/** Whether a poll waits for an answer. */
function isPolled(io: Server, sid: string): boolean {
  const { clients } = io.engine as unknown as {
    clients: Record<string, { transport: { writable: boolean } } | undefined>;
  };
  return clients[sid]?.transport.writable === true;
}
