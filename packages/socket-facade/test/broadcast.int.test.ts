import { createRealtime } from "@carillon/socket-facade";
import { nextEvent, startServer } from "@carillon/socket-testing";
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
});
