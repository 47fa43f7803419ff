import { once } from "node:events";
import { createServer } from "node:http";
import { createRealtime } from "@carillon/socket-facade";
import { startServer, waitFor } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { silent } from "./silent.js";

const sockets = 1_000;
const rounds = 5;

/** A client in its fewest packets: it opens, says who it is and asks once. */
async function visit(port: number): Promise<WebSocket> {
  const client = new WebSocket(`ws://127.0.0.1:${String(port)}/socket.io/?EIO=4&transport=websocket`);
  await once(client, "open");
  client.send('40{"token":"ada"}');
  const answered = new Promise<void>((resolve) => {
    client.on("message", (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith("40")) client.send('420["me"]');
      if (text.startsWith("430")) resolve();
    });
  });
  await answered;
  return client;
}

test(`${String(sockets)} clients that come back at once, ${String(rounds)} times: all are answered and nothing stays`, async () => {
  let asked = 0;
  const layer = createRealtime({ logger: silent });
  layer.socket.guard("api", ({ token }) => {
    asked++;
    return { user: { id: token }, id: token };
  });
  layer.socket.use("auth:socket");
  layer.route.socketGroup({ middleware: "auth:socket" }, () => {
    layer.route.socket("me", (_socket, _payload, { userId }) => userId);
  });
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await using server = await startServer(undefined, { httpServer, io });
  const healthy = await server.connect({ auth: { token: "grace" } });
  const before = asked;

  for (let round = 0; round < rounds; round++) {
    const coming = Promise.all(Array.from({ length: sockets }, () => visit(server.port)));
    expect(await healthy.emitWithAck("me")).toEqual({ ok: true, data: "grace" });
    const clients = await coming;
    expect(io.of("/").adapter.rooms.get("users.ada")?.size).toBe(sockets);
    for (const client of clients) client.terminate();
    await waitFor(() => io.engine.clientsCount === 1);
  }

  // Once for each handshake and once for each protected event.
  expect(asked - before).toBe(rounds * (2 * sockets + 1));
  expect([...io.of("/").adapter.rooms.keys()].sort()).toEqual([healthy.id, "users.grace"].sort());
  expect(io.of("/").sockets.size).toBe(1);
});
