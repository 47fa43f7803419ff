import { nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { Namespace, ServerOptions } from "socket.io";
import { describe, expect, it, vi } from "vitest";
import { attachRooms, MemoryHistoryStore } from "../src/index.js";
import type { ChannelJoined, HistoryAnswer, HistoryStore, Rooms } from "../src/index.js";
import { identifyByAuth, keptLogger, nextSocket } from "./identify.js";
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

  it.each([
    "x",
    7,
    [],
    {},
    { epoch: 1, offset: 1 },
    { epoch: "x", offset: -1 },
    { epoch: "x", offset: "1" },
    { epoch: "x", offset: 1, socketId: ["x"] },
    { epoch: "x", offset: 1, socketId: "x".repeat(65) },
  ])("refuses the position %j", async (since) => {
    await using started = await start();
    const client = await connect(started.server);
    const answer: unknown = await client.emitWithAck("channel:join", { channel: "chat.1", since });
    expect(answer).toMatchObject({ ok: false, error: "bad_input" });
    expect(started.server.io.of("/").adapter.rooms.has("chat.1")).toBe(false);
  });

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
    expect(await heard).toEqual([{}, { channel: "chat.1" }]);
    isBroken = false;
    expect(await join(client, before)).toMatchObject({ recovered: false, missed: [] });
  });
});

describe("a user who is left out", () => {
  it("does not get it when coming back either", async () => {
    await using started = await start();
    const { server, rooms } = started;
    const [ada, bob] = [await connect(server, "1"), await connect(server, "2")];
    const before = await join(ada);
    await join(bob);
    const heard: string[] = [];
    ada.on("said", (text: string) => heard.push(`ada ${text}`));
    bob.on("said", (text: string) => heard.push(`bob ${text}`));
    await rooms.publish("chat.1", "said", "not for 1", { except: [rooms.userRoom(1)] });
    await rooms.publish("chat.1", "said", "not for this tab", { except: [ada.id ?? ""] });
    await rooms.publish("chat.1", "said", "for all");
    await waitFor(() => heard.includes("ada for all") && heard.includes("bob for all"));
    expect(heard.sort()).toEqual(["ada for all", "bob for all", "bob not for 1", "bob not for this tab"]);

    const missed = async (client: Client, since: unknown): Promise<unknown[]> => {
      const answer = await join(client, since);
      expect(answer).toMatchObject({ recovered: true, offset: 3 });
      for (const message of answer.missed)
        expect(Object.keys(message)).toEqual(["offset", "event", "payload"]);
      return answer.missed.map(({ payload }) => payload);
    };
    const { epoch, offset } = before;
    const tab = { epoch, offset, socketId: ada.id };
    expect(await missed(await connect(server, "1"), tab)).toEqual(["for all"]);
    expect(await missed(await connect(server, "1"), before)).toEqual(["not for this tab", "for all"]);
    expect(await missed(await connect(server, "2"), before)).toEqual([
      "not for 1",
      "not for this tab",
      "for all",
    ]);
  });
});

describe("several rooms at once", () => {
  it("are told once, and each channel keeps it", async () => {
    await using started = await start();
    const { server, rooms } = started;
    const inBoth = await connect(server);
    const inOne = await connect(server);
    const inPlain = await connect(server);
    const [first, second] = [await join(inBoth), await join(inBoth, undefined, "chat.2")];
    await join(inOne, undefined, "chat.2");
    const seen = new Map<Client, unknown[]>();
    for (const client of [inBoth, inOne, inPlain]) {
      client.on("said", (...args: unknown[]) => seen.set(client, [...(seen.get(client) ?? []), args]));
    }
    server.io.in([inPlain.id ?? "", inOne.id ?? ""]).socketsJoin("plain");
    await rooms.publish(["chat.1", "plain", "chat.2", "chat.1"], "said", { n: 1 });
    await rooms.publish([], "said", { n: 2 });
    const ends = [inBoth, inOne, inPlain].map((client) => nextEvent(client, "end"));
    server.io.emit("end");
    await Promise.all(ends);
    const epoch = expect.any(String) as string;
    expect(seen.get(inBoth)).toEqual([[{ n: 1 }, { channel: "chat.1", epoch, offset: 1 }]]);
    expect(seen.get(inOne)).toEqual([[{ n: 1 }, { channel: "chat.2", epoch, offset: 1 }]]);
    expect(seen.get(inPlain)).toEqual([[{ n: 1 }]]);
    for (const [channel, before] of [["chat.1", first] as const, ["chat.2", second] as const]) {
      const { missed } = await join(await connect(server), before, channel);
      expect(missed).toEqual([{ offset: 1, event: "said", payload: { n: 1 } }]);
    }
  });
});

it("a store that can be read but not begun anew hands out nothing", async () => {
  const store = new MemoryHistoryStore();
  let isFull = false;
  await using started = await start({
    store: {
      append: (...args) => (isFull ? rejected() : store.append(...args)),
      since: (...args) => store.since(...args),
      reset: () => rejected(),
    },
  });
  const { server, rooms } = started;
  const before = await join(await connect(server));
  await rooms.publish("chat.1", "said", 1);
  isFull = true;
  await rooms.publish("chat.1", "said", 2);
  const client = await connect(server);
  const answer: unknown = await client.emitWithAck("channel:join", { channel: "chat.1", since: before });
  expect(answer).toEqual({ ok: true, data: { channel: "chat.1" } });
  await rooms.close();
});

it("the history of one of many namespaces is its own", async () => {
  let rooms: Rooms | undefined;
  await using server = await startServer((io) => {
    const tenants = io.of(/^\/tenant-\d$/);
    identifyByAuth(tenants);
    rooms = attachRooms(tenants, { logger: keptLogger() });
    rooms.channel("chat.{n}", { join: () => true, presence: true, history: {} });
  });
  const [one, two] = await Promise.all(
    ["/tenant-1", "/tenant-2"].map((namespace) => server.connect({ namespace, auth: { user: "1" } })),
  );
  if (one === undefined || two === undefined) expect.fail("not connected");
  const start = await join(one);
  await join(two);
  const heard: string[] = [];
  two.on("said", () => heard.push("said"));
  two.on("end", () => heard.push("end"));
  await rooms?.publish("chat.1", "said", 1, { namespace: server.io.of("/tenant-1") });
  server.io.of("/tenant-2").emit("end");
  await waitFor(() => heard.includes("end"));
  expect(heard).toEqual(["end"]);
  expect((await join(one, start)).missed).toHaveLength(1);
  two.disconnect();
  expect(await rooms?.members("chat.1", server.io.of("/tenant-1"))).toHaveLength(1);
  expect(await rooms?.members("chat.1", server.io.of("/tenant-3"))).toEqual([]);
});

describe("a store that fails", () => {
  it("is left alone, and begins anew before anything is kept in it again", async () => {
    const store = new FlakyStore();
    await using started = await start({ store });
    const { server, rooms } = started;
    const client = await connect(server);
    await join(client);
    const heard: unknown[] = [];
    client.on("said", (...args: unknown[]) => heard.push(args));
    await rooms.publish("chat.1", "said", 1);
    store.isAway = true;
    await rooms.publish("chat.1", "said", 2);
    const calls = store.appends;
    await rooms.publish("chat.1", "said", 3);
    expect(store.appends).toBe(calls);
    const between = await connect(server);
    const unknown: unknown = await between.emitWithAck("channel:join", { channel: "chat.1" });
    expect(unknown).toEqual({ ok: true, data: { channel: "chat.1" } });

    store.isAway = false;
    const release = store.hold();
    const joining = join(await connect(server));
    await waitFor(() => store.held === 1);
    // Passes by while the first reset is under way: a second one must follow, and the next message waits for it.
    await rooms.publish("chat.1", "said", 4);
    release();
    await waitFor(() => store.held === 1);
    const kept = rooms.publish("chat.1", "said", 5);
    expect(store.appends).toBe(calls);
    store.releaseAll();
    await kept;
    expect(await joining).toMatchObject({ recovered: false, missed: [] });
    await waitFor(() => heard.length === 5);
    const positions = heard.map((args) => (args as [unknown, { offset?: number }])[1].offset !== undefined);
    expect(positions).toEqual([true, false, false, false, true]);
    await rooms.close();
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
  expect([rooms.isChannel("plain"), rooms.isChannel("chat.1")]).toEqual([false, true]);
  await expect(rooms.publish("", "said")).rejects.toMatchObject({ code: "bad_input" });
  await expect(rooms.publish("chat.1", "said", 1n)).rejects.toThrow("BigInt");
});

it("publish marks what a rule covers with its channel, and nothing else", async () => {
  await using started = await start();
  const { server, rooms } = started;
  rooms.channel("news.{topic}", () => true);
  const accepted = nextSocket(server.io);
  const client = await connect(server);
  const socket = await accepted;
  for (const room of ["news.a", "news.b", "chat.1"])
    await client.emitWithAck("channel:join", { channel: room });
  await socket.joinRoom("plain");
  const heard: unknown[] = [];
  client.on("said", (...args: unknown[]) => heard.push(args));
  await rooms.publish("news.a", "said", 1);
  await rooms.publish(["plain", "news.b", "news.a"], "said", 2);
  await rooms.publish("plain", "said", 3);
  await rooms.publish("news.a", "said", 4, { except: [socket.id] });
  await rooms.publish("chat.1", "said", 5);
  await waitFor(() => heard.length === 4);
  await rooms.publish("chat.1", "said", 6, { volatile: true });
  await waitFor(() => heard.length === 5);
  expect(heard).toEqual([
    [1, { channel: "news.a" }],
    [2, { channel: "news.b" }],
    [3],
    [5, { channel: "chat.1", epoch: expect.any(String) as string, offset: 1 }],
    [6, { channel: "chat.1" }],
  ]);
});

describe("an event to several channels", () => {
  it.each([
    { adapter: "in-memory", serverOptions: {} },
    { adapter: "session-aware", serverOptions: { connectionStateRecovery: { skipMiddlewares: true } } },
  ])("reaches a socket that is in two of them once, with the $adapter adapter", async ({ serverOptions }) => {
    await using started = await start({ serverOptions });
    const { server, rooms } = started;
    rooms.channel("news.{topic}", () => true);
    const [one, both] = [await connect(server), await connect(server)];
    const heard: unknown[] = [];
    for (const [client, name] of [[one, "one"] as const, [both, "both"] as const]) {
      client.on("said", (payload: unknown, mark: { channel: string }) =>
        heard.push([name, payload, mark.channel]),
      );
    }
    for (const [client, channel] of [
      [both, "news.a"] as const,
      [both, "news.c"] as const,
      [one, "news.c"] as const,
    ])
      await client.emitWithAck("channel:join", { channel });
    for (const [n, target] of [server.io, server.io.of("/")].entries())
      await rooms.publish(["news.a", "news.b", "news.c"], "said", n, { namespace: target });
    const ends = [one, both].map((client) => nextEvent(client, "end"));
    server.io.emit("end");
    await Promise.all(ends);
    expect(heard.sort()).toEqual([
      ["both", 0, "news.a"],
      ["both", 1, "news.a"],
      ["one", 0, "news.c"],
      ["one", 1, "news.c"],
    ]);
  });

  it("names no channel to leave out where all members are here, which would cost the square of the channels", async () => {
    await using started = await start();
    const { server, rooms } = started;
    rooms.channel("news.{topic}", () => true);
    const client = await connect(server);
    const channels = Array.from({ length: 20 }, (_, n) => `news.${n}`);
    for (const channel of ["news.3", "news.7"]) await client.emitWithAck("channel:join", { channel });
    const inMemory = Object.getPrototypeOf(server.io.of("/").adapter) as Namespace["adapter"];
    const broadcast = vi.spyOn(inMemory, "broadcast");
    try {
      await rooms.publish(channels, "said", 1, { namespace: server.io });
      const leftOut = broadcast.mock.calls.flatMap(([, { except = new Set() }]) => [...except]);
      expect(leftOut).toEqual([client.id]);
    } finally {
      broadcast.mockRestore();
    }
  });
});

function rejected(): Promise<never> {
  return Promise.reject(new Error("away"));
}

interface Started extends AsyncDisposable {
  readonly server: TestServer;
  readonly rooms: Rooms;
}

async function start({
  store,
  serverOptions = {},
}: { store?: HistoryStore; serverOptions?: Partial<ServerOptions> } = {}): Promise<Started> {
  let rooms: Rooms | undefined;
  const server = await startServer(
    (io) => {
      identifyByAuth(io);
      rooms = attachRooms(io, { logger: keptLogger(), ...(store && { history: store }) });
      rooms.channel("chat.{n}", { join: (_context, { n }) => n !== "secret", history: { size: 10 } });
    },
    { options: serverOptions },
  );
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

/** A memory store that can be away, and whose resets can be held back. */
class FlakyStore implements HistoryStore {
  isAway = false;
  appends = 0;
  readonly #store = new MemoryHistoryStore();
  #waiting: (() => void)[] | undefined;

  get held(): number {
    return this.#waiting?.length ?? 0;
  }

  append(...args: Parameters<HistoryStore["append"]>): ReturnType<HistoryStore["append"]> {
    this.appends++;
    return this.isAway ? rejected() : this.#store.append(...args);
  }

  since(...args: Parameters<HistoryStore["since"]>): ReturnType<HistoryStore["since"]> {
    return this.isAway ? rejected() : this.#store.since(...args);
  }

  async reset(room: string): Promise<void> {
    if (this.isAway) return rejected();
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((settle) => (resolve = settle));
    if (this.#waiting === undefined) resolve();
    else this.#waiting.push(resolve);
    await promise;
    this.#store.reset(room);
  }

  /** Holds resets back. Returns what lets the oldest one go. */
  hold(): () => void {
    this.#waiting = [];
    return () => this.#waiting?.shift()?.();
  }

  releaseAll(): void {
    for (const release of this.#waiting ?? []) release();
    this.#waiting = undefined;
  }
}

function connect(server: TestServer, user = "1"): Promise<Client> {
  return server.connect({ auth: { user } });
}

async function join(client: Client, since?: unknown, channel = "chat.1"): Promise<HistoryAnswer> {
  const answer = (await client.emitWithAck("channel:join", { channel, since })) as { data: ChannelJoined };
  return answer.data.history ?? expect.fail("no history");
}
