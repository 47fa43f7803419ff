import { createRealtime } from "@carillon/socket-facade";
import type { Broadcaster, Realtime } from "@carillon/socket-facade";
import { nextEvent, startServer } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { ServerOptions } from "socket.io";
import type { Socket as Client } from "socket.io-client";
import { expect, test } from "vitest";

import { silent } from "./silent.js";

/** One or two nodes that are one server, and the broadcasts of one of them. */
export interface Stage extends AsyncDisposable {
  /** Of the first node. */
  readonly socket: Pick<Broadcaster, keyof Broadcaster>;
  /** A client on the last node: where broadcasts have to travel, if there are two. */
  connect(user: string): Promise<Client>;
}

/** A layer whose clients join rooms by asking, in one namespace. */
export async function startNode(
  namespace: string,
  options?: Partial<ServerOptions>,
): Promise<{ server: TestServer; layer: Realtime }> {
  const layer = createRealtime({ logger: silent });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
  layer.socket.use("auth:socket");
  layer.route.socketGroup({ namespace }, () => {
    layer.route.socket("join", (socket, room: string) => socket.joinRoom(room));
    layer.route.socket("flush", () => "flushed");
  });
  const server = await startServer((io) => layer.socket.attach(io), options ? { options } : {});
  return { server, layer };
}

/** What every helper promises, on whatever stage it plays. */
export function broadcastSuite(name: string, start: () => Promise<Stage>): void {
  async function scene(): Promise<Stage & { ada: Client; grace: Client }> {
    const stage = await start();
    try {
      const ada = await stage.connect("1");
      const grace = await stage.connect("2");
      for (const client of [ada, grace]) await client.timeout(60_000).emitWithAck("join", "lobby");
      return { ...stage, ada, grace };
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Events of a name that arrived before one that was sent after them. */
  async function heard(stage: Stage, client: Client, event: string): Promise<() => Promise<unknown[]>> {
    const seen: unknown[] = [];
    client.on(event, (payload: unknown) => seen.push(payload));
    return async () => {
      const last = nextEvent(client, "last");
      await stage.socket.emit("last");
      await last;
      return seen;
    };
  }

  test(`${name}: broadcast reaches a room`, async () => {
    await using stage = await scene();
    const both = Promise.all([nextEvent(stage.ada, "news"), nextEvent(stage.grace, "news")]);
    await stage.socket.broadcast("lobby", "news", { n: 1 });
    expect(await both).toEqual([[{ n: 1 }], [{ n: 1 }]]);
  });

  test(`${name}: emitTo guesses, toUser and toRoom do not`, async () => {
    await using stage = await scene();
    for (const send of [
      () => stage.socket.emitTo("2", "hi", 1),
      () => stage.socket.emitTo("users.2", "hi", 1),
      () => stage.socket.toUser(2).emit("hi", 1),
      () => stage.socket.toRoom("users.2").emit("hi", 1),
      async () => void stage.socket.to("users.2").emit("hi", 1),
    ]) {
      const seen = await heard(stage, stage.ada, "hi");
      const hi = nextEvent(stage.grace, "hi");
      await send();
      expect(await hi).toEqual([1]);
      expect(await seen()).toEqual([]);
    }
  });

  test(`${name}: except leaves out a socket`, async () => {
    await using stage = await scene();
    const seen = await heard(stage, stage.ada, "news");
    const news = nextEvent(stage.grace, "news");
    await stage.socket
      .toRoom("lobby")
      .except(stage.ada.id ?? "")
      .emit("news", 1);
    expect(await news).toEqual([1]);
    expect(await seen()).toEqual([]);
  });

  test(`${name}: toOthers honours X-Socket-ID only for the request's own user`, async () => {
    await using stage = await scene();
    const headers = { "x-socket-id": stage.ada.id };
    const seen = await heard(stage, stage.ada, "news");
    const news = nextEvent(stage.grace, "news");
    await stage.socket
      .toRoom("lobby")
      .toOthers({ headers, user: { id: 1 } })
      .emit("news", "others");
    expect(await news).toEqual(["others"]);
    expect(await seen()).toEqual([]);

    for (const request of [
      { headers, user: { id: 2 } },
      { headers },
      { headers: { "x-socket-id": "nobody" }, user: { id: 1 } },
      { headers: new Headers({ "x-socket-id": "x".repeat(100) }), user: { id: 1 } },
    ]) {
      const forged = nextEvent(stage.ada, "news");
      await stage.socket.toRoom("lobby").toOthers(request).emit("news", "all");
      expect(await forged).toEqual(["all"]);
    }
  });

  test(`${name}: volatile and emitWithAck`, async () => {
    await using stage = await scene();
    const tick = nextEvent(stage.ada, "tick");
    await stage.socket.toRoom("lobby").volatile.emit("tick", 1);
    expect(await tick).toEqual([1]);

    for (const [client, answer] of [
      [stage.ada, "ada"],
      [stage.grace, "grace"],
    ] as const) {
      client.on("who", (_payload: unknown, ack: (answer: string) => void) => {
        ack(answer);
      });
    }
    const answers = await stage.socket.toRoom("lobby").timeout(2_000).emitWithAck("who", {});
    expect(answers.sort()).toEqual(["ada", "grace"]);
  });
}
