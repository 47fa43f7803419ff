import { nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { describe, expect, it } from "vitest";
import { attachRooms, MemoryHistoryStore } from "../src/index.js";
import type { ChannelJoined, HistoryAnswer, HistoryStore, Rooms } from "../src/index.js";
import { identifyByAuth, keptLogger } from "./identify.js";
import type { Client } from "./presence-model.js";

describe("a channel with history", () => {
  it("gives a client that comes back exactly what it missed", async () => {
    await using started = await start();
    const { server, rooms } = started;
    const first = await connect(server);
    expect(await join(first)).toMatchObject({ offset: 0, recovered: false, missed: [] });
    const heard = nextEvent(first, "said");
    await rooms.publish("chat.1", "said", { n: 1 });
    const [payload, position] = await heard;
    expect(payload).toEqual({ n: 1 });
    expect(position).toMatchObject({ channel: "chat.1", offset: 1 });
    first.disconnect();
    for (const n of [2, 3]) await rooms.publish("chat.1", "said", { n });
    const again = await connect(server);
    expect(await join(again, position)).toMatchObject({
      offset: 3,
      recovered: true,
      missed: [
        { offset: 2, event: "said", payload: { n: 2 } },
        { offset: 3, event: "said", payload: { n: 3 } },
      ],
    });
    expect(await join(again, { ...(position as object), epoch: "lost" })).toMatchObject({
      recovered: false,
      missed: [],
    });
  });

  it.each(["x", 7, [], {}, { epoch: 1, offset: 1 }, { epoch: "x", offset: -1 }, { epoch: "x", offset: "1" }])(
    "refuses the position %j",
    async (since) => {
      await using started = await start();
      const client = await connect(started.server);
      const answer: unknown = await client.emitWithAck("channel:join", { channel: "chat.1", since });
      expect(answer).toMatchObject({ ok: false, error: "bad_input" });
      expect(started.server.io.of("/").adapter.rooms.has("chat.1")).toBe(false);
    },
  );

  it("gives nothing to who may not join", async () => {
    await using started = await start();
    const { server, rooms } = started;
    await rooms.publish("chat.secret", "said", { n: 1 });
    const client = await connect(server);
    const answer: unknown = await client.emitWithAck("channel:join", {
      channel: "chat.secret",
      since: { epoch: "x", offset: 0 },
    });
    expect(answer).toEqual(expect.objectContaining({ ok: false, error: "forbidden_room" }));
  });

  it("lets clients in also when the store is away", async () => {
    await using started = await start({
      store: { append: () => rejected(), since: () => rejected(), reset: () => rejected() },
    });
    const client = await connect(started.server);
    const answer: unknown = await client.emitWithAck("channel:join", { channel: "chat.1" });
    expect(answer).toEqual({ ok: true, data: { channel: "chat.1" } });
  });

  it("sends in the order of publishing", async () => {
    await using started = await start({ store: slowStore([30, 1, 15, 0]) });
    const { server, rooms } = started;
    const client = await connect(server);
    await join(client);
    const heard: number[] = [];
    client.on("said", ({ n }: { n: number }, { offset }: { offset: number }) => heard.push(n, offset));
    await Promise.all([1, 2, 3, 4].map((n) => rooms.publish("chat.1", "said", { n })));
    await waitFor(() => heard.length === 8);
    expect(heard).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("sends also what cannot be kept, and then hands out no history with a gap", async () => {
    const store = new MemoryHistoryStore();
    let isBroken = false;
    await using started = await start({
      store: {
        append: (...args) => (isBroken ? Promise.reject(new Error("away")) : store.append(...args)),
        since: (...args) => store.since(...args),
        reset: (room) => {
          store.reset(room);
        },
      },
    });
    const { server, rooms } = started;
    const client = await connect(server);
    const before = await join(client);
    await rooms.publish("chat.1", "said", { n: 1 });
    isBroken = true;
    const heard = nextEvent(client, "end");
    await rooms.publish("chat.1", "end", {});
    expect(await heard).toEqual([{}]);
    isBroken = false;
    expect(await join(client, before)).toMatchObject({ recovered: false, missed: [] });
  });
});

it("publish is a plain broadcast where there is no history", async () => {
  await using started = await start();
  const { server, rooms } = started;
  const client = await connect(server);
  server.io.socketsJoin("plain");
  const heard = nextEvent(client, "said");
  await rooms.publish("plain", "said", { n: 1 });
  expect(await heard).toEqual([{ n: 1 }]);
  expect([rooms.hasHistory("plain"), rooms.hasHistory("chat.1")]).toEqual([false, true]);
  await expect(rooms.publish("", "said")).rejects.toMatchObject({ code: "bad_input" });
  await expect(rooms.publish("chat.1", "said", 1n)).rejects.toThrow("BigInt");
});

function rejected(): Promise<never> {
  return Promise.reject(new Error("away"));
}

interface Started extends AsyncDisposable {
  readonly server: TestServer;
  readonly rooms: Rooms;
}

async function start({ store }: { store?: HistoryStore } = {}): Promise<Started> {
  let rooms: Rooms | undefined;
  const server = await startServer((io) => {
    identifyByAuth(io);
    rooms = attachRooms(io, { logger: keptLogger(), ...(store && { history: store }) });
    rooms.channel("chat.{n}", { join: (_context, { n }) => n !== "secret", history: { size: 10 } });
  });
  return {
    server,
    rooms: rooms ?? expect.fail("not attached"),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Keeps in order, but answers after other times, in milliseconds. */
function slowStore(delays: readonly number[]): HistoryStore {
  const store = new MemoryHistoryStore();
  let calls = 0;
  return {
    append: async (...args) => {
      const position = store.append(...args);
      const delay = delays[calls++ % delays.length];
      await new Promise((resolve) => setTimeout(resolve, delay));
      return position;
    },
    since: (...args) => store.since(...args),
    reset: (room) => {
      store.reset(room);
    },
  };
}

function connect(server: TestServer): Promise<Client> {
  return server.connect({ auth: { user: "1" } });
}

async function join(client: Client, since?: unknown): Promise<HistoryAnswer> {
  const answer = (await client.emitWithAck("channel:join", { channel: "chat.1", since })) as {
    data: ChannelJoined;
  };
  return answer.data.history ?? expect.fail("no history");
}
