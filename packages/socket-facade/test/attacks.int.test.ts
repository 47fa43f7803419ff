import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { createRealtime } from "@carillon/socket-facade";
import { nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import { Server } from "socket.io";
import { expect, test } from "vitest";
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

/** Whether a poll waits for an answer. */
function isPolled(io: Server, sid: string): boolean {
  const { clients } = io.engine as unknown as {
    clients: Record<string, { transport: { writable: boolean } } | undefined>;
  };
  return clients[sid]?.transport.writable === true;
}
