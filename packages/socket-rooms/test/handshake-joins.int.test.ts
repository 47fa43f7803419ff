import { nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { attachRooms } from "../src/index.js";
import type { Rooms } from "../src/index.js";
import { keptLogger } from "./identify.js";

interface Running {
  readonly server: TestServer;
  readonly rooms: Rooms;
}

interface Joined {
  readonly channel: string;
  readonly answer: {
    readonly data: { readonly history: { readonly epoch: string; readonly offset: number } };
  };
}

async function start(define: (rooms: Rooms) => void): Promise<Running> {
  let rooms: Rooms | undefined;
  const server = await startServer((io) => {
    rooms = attachRooms(io, { logger: keptLogger() });
    define(rooms);
  });
  return { server, rooms: rooms! };
}

it("joins what a handshake asks for, and answers each as an event", async () => {
  const { server, rooms } = await start((made) => {
    made.channel("orders.{id}", {
      join: (_context, { id }) => id !== "2",
      guests: true,
      history: { size: 10, ttlMs: 60_000 },
    });
  });
  await using _server = server;
  await rooms.publish("orders.1", "order:updated", "before");
  const seen: unknown[] = [];
  const client = server.client({
    auth: { join: [{ channel: "orders.1" }, { channel: "orders.2" }, { channel: "nowhere" }, null, "x"] },
  });
  client.on("channel:joined", (answer) => seen.push(answer));
  client.connect();
  await waitFor(() => seen.length === 5);
  expect(seen).toHaveLength(5);
  expect(seen).toEqual(
    expect.arrayContaining(
      [
        ["orders.1", { ok: true }],
        ["orders.2", { error: "forbidden_room" }],
        ["nowhere", { error: "unknown_channel" }],
        [null, { error: "bad_input" }],
      ].map(([channel, answer]) => ({
        channel,
        answer: expect.objectContaining(answer as object) as unknown,
      })),
    ),
  );
  const live = nextEvent(client, "order:updated");
  await rooms.publish("orders.1", "order:updated", "live");
  expect((await live)[0]).toBe("live");

  // Back again: what was missed is in the answer.
  const { answer } = (seen as Joined[]).find(({ channel }) => channel === "orders.1")!;
  const { epoch, offset } = answer.data.history;
  const again = server.client({ auth: { join: [{ channel: "orders.1", since: { epoch, offset } }] } });
  const joined = nextEvent(again, "channel:joined");
  again.connect();
  expect((await joined)[0]).toMatchObject({
    answer: { data: { history: { recovered: true, missed: [{ payload: "live" }] } } },
  });
});

it("goes the way of an event: guards of the application see it, and may refuse it", async () => {
  const { server } = await start((made) => {
    made.channel("orders.{id}", { join: () => true, guests: true });
  });
  await using _server = server;
  const asked: unknown[] = [];
  server.io.on("connection", (socket) => {
    socket.use(([event, payload], next) => {
      asked.push([event, payload]);
      next(new Error("refused"));
    });
  });
  const client = await server.connect({ auth: { join: [{ channel: "orders.1" }] } });
  await waitFor(() => asked.length === 1);
  expect(asked).toEqual([["channel:join", { channel: "orders.1" }]]);
  const socket = server.io.sockets.sockets.get(client.id!)!;
  expect([...socket.rooms]).toEqual([client.id]);
});

it("takes no more than 100, keeps none of them, and nothing else than a list", async () => {
  const { server } = await start((made) => {
    made.channel("orders.{id}", { join: () => true, guests: true });
  });
  await using _server = server;
  const join = Array.from({ length: 5_000 }, () => ({}));
  const client = server.client({ auth: { join, other: 1 } });
  let answers = 0;
  client.on("channel:joined", () => answers++);
  client.connect();
  await waitFor(() => answers === 100);
  // Behind all other answers.
  await client.emitWithAck("channel:join", { channel: "orders.1" });
  expect(answers).toBe(100);
  expect(server.io.sockets.sockets.get(client.id!)!.handshake.auth).toEqual({ other: 1 });

  for (const odd of [{ length: 3 }, "orders.1", 7, null]) {
    const other = await server.connect({ auth: { join: odd } });
    expect(await other.emitWithAck("channel:join", { channel: "orders.1" })).toMatchObject({ ok: true });
  }
});
