import { createRealtime } from "@carillon/socket-facade";
import { nextEvent, startServer } from "@carillon/socket-testing";
import type { Socket as Client } from "socket.io-client";
import { describe, expect, test } from "vitest";
import { broadcastSuite, startNode } from "./broadcast-suite.js";
import { silent } from "./silent.js";

for (const namespace of ["/", "/admin"]) {
  broadcastSuite(`one node, namespace ${namespace}`, async () => {
    const { server, layer } = await startNode(namespace);
    return {
      socket: namespace === "/" ? layer.socket : layer.socket.of(namespace),
      connect: (user) => server.connect({ namespace, auth: { token: user } }),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  });
}

describe("what cannot be sent", () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;

  test("is logged and does not reject, unless asked to", async () => {
    const lines: unknown[][] = [];
    const { socket } = createRealtime({ logger: { ...silent, error: (...line) => void lines.push(line) } });
    await using server = await startServer((io) => socket.attach(io));
    const client = await server.connect();
    expect(client.connected).toBe(true);
    await socket.broadcast("lobby", "x", cyclic);
    await socket.emit("x", cyclic);
    expect(lines.length).toBeGreaterThan(0);
    await expect(
      socket
        .toRoom(client.id ?? "")
        .throwOnError()
        .emit("x", cyclic),
    ).rejects.toThrow();
  });
});

describe("a channel with history", () => {
  const room = "chat.1";

  test.each(["/", "/tenant-1"])("keeps every broadcast but volatile ones, in %s", async (namespace) => {
    const layer = createRealtime({ logger: silent });
    layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
    layer.socket.use("auth:socket");
    layer.route.channel("chat.{n}", { join: () => true, presence: true, history: {} });
    layer.route.socketGroup({ namespace: namespace === "/" ? "/" : /^\/tenant-\d$/ }, () => {
      layer.route.socket("flush", () => "flushed");
    });
    await using server = await startServer((io) => layer.socket.attach(io));
    const connect = (user: string): Promise<Client> => server.connect({ namespace, auth: { token: user } });
    const ada = await connect("1");
    expect(await ada.emitWithAck("flush")).toEqual({ ok: true, data: "flushed" });
    const since = (await historyOf(ada)) as { epoch: string; offset: number };
    const socket = namespace === "/" ? layer.socket : layer.socket.of(namespace);
    const request = { headers: { "x-socket-id": ada.id }, user: { id: "1" } };
    await socket.broadcast(room, "news", "to all");
    await socket.toRoom(room).toOthers(request).emit("news", "to others");
    await socket.toRoom(room).except(socket.userRoom("1")).emit("news", "not to 1");
    await socket.toRoom(["plain", room]).emit("news", "to two");
    await socket.toRoom(room).volatile.emit("news", "may be lost");
    await socket.emit("news", "to all clients");

    const missed = async (user: string, position: object): Promise<unknown[]> => {
      const answer = await historyOf(await connect(user), position);
      expect(answer).toMatchObject({ recovered: true, offset: 4 });
      return (answer as { missed: { payload: unknown }[] }).missed.map(({ payload }) => payload);
    };
    expect(await missed("2", since)).toEqual(["to all", "to others", "not to 1", "to two"]);
    expect(await missed("1", since)).toEqual(["to all", "to others", "to two"]);
    expect(await missed("1", { ...since, socketId: ada.id })).toEqual(["to all", "to two"]);
    expect((await socket.members(room)).map(({ id }) => id).sort()).toEqual(["1", "2"]);
  });

  async function historyOf(client: Client, since?: object): Promise<unknown> {
    const answer = (await client.emitWithAck("channel:join", { channel: room, since })) as {
      data: { history: unknown };
    };
    return answer.data.history;
  }
});

describe("afterCommit", () => {
  test("holds broadcasts until the work resolves, in order", async () => {
    const { server, layer } = await startNode("/");
    await using _stopped = server;
    const ada = await server.connect({ auth: { token: "1" } });
    const seen: unknown[] = [];
    ada.on("step", (n: number) => seen.push(n));
    const done = nextEvent(ada, "done");
    const value = await layer.socket.afterCommit(async () => {
      await layer.socket.emit("step", 1);
      await layer.socket.afterCommit(() => layer.socket.emit("step", 2));
      await ada.emitWithAck("flush");
      expect(seen).toEqual([]);
      return "committed";
    });
    await layer.socket.emit("done");
    await done;
    expect(value).toBe("committed");
    expect(seen).toEqual([1, 2]);
  });

  test("drops them when it rejects", async () => {
    const { server, layer } = await startNode("/");
    await using _stopped = server;
    const ada = await server.connect({ auth: { token: "1" } });
    const seen: unknown[] = [];
    ada.on("step", (n: number) => seen.push(n));
    const rolledBack = layer.socket.afterCommit(async () => {
      await layer.socket.emit("step", 1);
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    await ada.emitWithAck("flush");
    expect(seen).toEqual([]);
  });

  test("sends what stands behind one that fails, and rejects then", async () => {
    const { server, layer } = await startNode("/");
    await using _stopped = server;
    const ada = await server.connect({ auth: { token: "1" } });
    const seen: unknown[] = [];
    ada.on("step", (n: number) => seen.push(n));
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const { socket } = layer;
    const failing = (count: number): Promise<void> =>
      socket.afterCommit(async () => {
        for (let turn = 0; turn < count; turn++) {
          await socket
            .toRoom(ada.id ?? "")
            .throwOnError()
            .emit("step", cyclic);
        }
        await socket.emit("step", count);
      });
    await expect(failing(1)).rejects.toMatchObject({
      code: "E_BROADCAST_PAYLOAD",
      message:
        'The payload of "step" cannot travel: "self" holds what it is in. Send plain data, such as { id: order.id, status: order.status }.',
      cause: { name: "RangeError" },
    });
    await expect(failing(2)).rejects.toMatchObject({
      errors: [{ code: "E_BROADCAST_PAYLOAD" }, { code: "E_BROADCAST_PAYLOAD" }],
    });
    await ada.emitWithAck("flush");
    expect(seen).toEqual([1, 2]);
  });
});
