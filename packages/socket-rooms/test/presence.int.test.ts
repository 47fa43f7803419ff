import { defineContract } from "@carillon/socket-contract";
import { nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { attachRooms, MemoryPresenceStore } from "../src/index.js";
import type {
  ChannelRule,
  PresenceEntry,
  PresenceStore,
  PresenceWatcher,
  Rooms,
  RoomsOptions,
} from "../src/index.js";
import { identifyByAuth, keptLogger, nextSocket } from "./identify.js";
import { PresenceModel } from "./presence-model.js";
import type { Client } from "./presence-model.js";

const channel = "room.1";
/** Longer than any test: who is gone after it did not wait for it. */
const forever = 1_000_000;

describe("presence", () => {
  it("tells who comes and who is here already, with what the rule shows of them", async () => {
    await using started = await start({ join: ({ userId }) => ({ name: `user ${String(userId)}` }) });
    const { server, rooms } = started;
    const ada = await new PresenceModel(await connect(server, "1"), channel).join();
    expect([...(ada.members?.values() ?? [])]).toMatchObject([
      { id: "1", info: { name: "user 1" }, connections: 1 },
    ]);
    const bob = await new PresenceModel(await connect(server, "2"), channel).join();
    expect(bob.ids).toEqual(["1", "2"]);
    await waitFor(() => ada.ids.length === 2);
    expect(ada.members?.get("2")?.info).toEqual({ name: "user 2" });
    expect(await rooms.members(channel)).toHaveLength(2);
    await bob.leave();
    await waitFor(() => ada.ids.length === 1);
    expect(ada.log.filter((line) => !line.endsWith("1"))).toEqual(["join 2", "leave 2"]);
  });

  it("shows two tabs as one user, who leaves with the last of them", async () => {
    await using started = await start({ presence: { graceMs: 0, batchMs: 0 } });
    const { server } = started;
    const watching = await new PresenceModel(await connect(server, "1"), channel).join();
    const tabs = [await connect(server, "2"), await connect(server, "2")];
    for (const [n, tab] of tabs.entries()) {
      await new PresenceModel(tab, channel).join();
      await waitFor(() => watching.members?.get("2")?.connections === n + 1);
    }
    tabs[0]?.disconnect();
    await waitFor(() => watching.members?.get("2")?.connections === 1);
    expect(watching.log.filter((line) => line === "leave 2")).toEqual([]);
    tabs[1]?.disconnect();
    await waitFor(() => !watching.members?.has("2"));
    expect(watching.log.filter((line) => line.endsWith("2"))).toEqual([
      "join 2",
      "update 2",
      "update 2",
      "leave 2",
    ]);
  });

  it("does not flicker when a page is loaded again", async () => {
    await using started = await start({ presence: { graceMs: forever, batchMs: 0 } });
    const { server } = started;
    const watching = await new PresenceModel(await connect(server, "1"), channel).join();
    for (let load = 1; load <= 3; load++) {
      const gone = nextSocket(server.io).then((socket) => nextEvent(socket, "disconnect"));
      const client = await connect(server, "2");
      await new PresenceModel(client, channel).join();
      client.io.engine.close();
      await gone;
    }
    const last = await new PresenceModel(await connect(server, "3"), channel).join();
    await waitFor(() => watching.ids.length === 3);
    expect(watching.log.filter((line) => line.endsWith("2"))).toEqual(["join 2"]);
    expect(last.members?.get("2")?.connections).toBe(1);
  });

  it("keeps no member for a tab that crashed while another one was open", async () => {
    await using started = await start({ presence: { graceMs: forever, batchMs: 0 } });
    const { server } = started;
    const watching = await new PresenceModel(await connect(server, "1"), channel).join();
    const crashing = nextSocket(server.io).then((socket) => nextEvent(socket, "disconnect"));
    const first = await connect(server, "2");
    await new PresenceModel(first, channel).join();
    const second = await new PresenceModel(await connect(server, "2"), channel).join();
    first.io.engine.close();
    await crashing;
    await second.leave();
    await waitFor(() => watching.ids.join() === "1");
  });

  it("lets a user go when the grace is over, and at once when asked to", async () => {
    await using started = await start({ presence: { graceMs: 30, batchMs: 0 } });
    const { server } = started;
    const watching = await new PresenceModel(await connect(server, "1"), channel).join();
    const client = await connect(server, "2");
    await new PresenceModel(client, channel).join();
    await waitFor(() => watching.ids.length === 2);
    client.io.engine.close();
    await waitFor(() => watching.ids.length === 1);
  });

  it("shows a user who was put out as gone at once, and again after a recovery", async () => {
    await using started = await start(
      { presence: { graceMs: 40, batchMs: 0 } },
      { serverOptions: { connectionStateRecovery: { skipMiddlewares: false } } },
    );
    const { server } = started;
    const watching = await new PresenceModel(await connect(server, "1"), channel).join();
    const accepted = nextSocket(server.io);
    const client = await connect(server, "2");
    await new PresenceModel(client, channel).join();
    server.io.emit("offset");
    await nextEvent(client, "offset");
    const gone = nextEvent(await accepted, "disconnect");
    client.io.engine.close();
    await gone;
    const again = nextSocket(server.io);
    client.connect();
    const socket = await again;
    expect(socket.recovered).toBe(true);
    // A third user comes and goes by the same grace: when it is gone, the second one's would be over too.
    const third = await connect(server, "3");
    await new PresenceModel(third, channel).join();
    third.io.engine.close();
    await waitFor(() => watching.log.includes("leave 3"));
    expect(watching.ids).toEqual(["1", "2"]);
    server.io.in(channel).socketsLeave(channel);
    const next = await new PresenceModel(await connect(server, "4"), channel).join();
    expect(next.ids).toEqual(["4"]);
  });

  it("tells a client that the server lets in", async () => {
    await using started = await start({});
    const { server } = started;
    const accepted = nextSocket(server.io);
    const client = await connect(server, "1");
    const state = nextEvent(client, "presence:state");
    await (await accepted).joinRoom(channel);
    expect(await state).toMatchObject([{ channel, count: 1, members: [{ id: "1" }] }]);
  });

  it("shows what updatePresence says", async () => {
    await using started = await start({ presence: { batchMs: 0 } });
    const { server, rooms } = started;
    const accepted = nextSocket(server.io);
    const model = await new PresenceModel(await connect(server, "1"), channel).join();
    await rooms.updatePresence(await accepted, channel, { status: "busy" });
    await waitFor(() => model.members?.get("1")?.info);
    expect(model.members?.get("1")?.info).toEqual({ status: "busy" });
    const socket = await accepted;
    await expect(rooms.updatePresence(socket, "room.2", {})).rejects.toThrow("room.2");
  });

  it("keeps out anonymous sockets, and users whose info cannot be sent", async () => {
    await using started = await start({
      join: ({ userId }) => (userId === "1" ? { big: 1n } : true),
    });
    const { server } = started;
    const codes = await Promise.all(
      [await server.connect(), await connect(server, "1")].map(
        async (client) =>
          ((await client.emitWithAck("channel:join", { channel })) as { error: string }).error,
      ),
    );
    expect(codes).toEqual(["unauthenticated", "socket_error"]);
    expect(server.io.of("/").adapter.rooms.has(channel)).toBe(false);
  });

  it("only counts where it is told to", async () => {
    await using started = await start({ presence: { mode: "count", batchMs: 0, graceMs: 0 } });
    const { server } = started;
    const first = await connect(server, "1");
    const counts: number[] = [];
    first.on("presence:update", ({ count }: { count: number }) => counts.push(count));
    const answers: unknown[] = [];
    answers.push(await first.emitWithAck("channel:join", { channel }));
    const second = await connect(server, "2");
    answers.push(await second.emitWithAck("channel:join", { channel }));
    await waitFor(() => counts.at(-1) === 2);
    second.disconnect();
    await waitFor(() => counts.at(-1) === 1);
    expect(answers).toEqual(
      [1, 2].map((count) => ({
        ok: true,
        data: { channel, presence: { version: expect.any(Number) as number, count } },
      })),
    );
  });

  it("tells many changes at once", async () => {
    await using started = await start({ presence: { batchMs: 300 } });
    const { server } = started;
    const watching = await connect(server, "0");
    const model = await new PresenceModel(watching, channel).join();
    let events = 0;
    const begin = performance.now();
    watching.on("presence:join", () => void events++);
    const others = await Promise.all(Array.from({ length: 50 }, (_v, n) => connect(server, String(n + 1))));
    await waitFor(() => events === 1);
    await Promise.all(others.map((client) => new PresenceModel(client, channel).join()));
    await waitFor(() => model.ids.length === 51);
    expect(events).toBeLessThan(4 + (performance.now() - begin) / 300);
  });
});

describe("what the contract says of members", () => {
  const slow = z
    .object({ name: z.string() })
    .refine(() => new Promise((resolve) => setImmediate(resolve, true)));

  it.each([
    ["at once", z.object({ name: z.string().transform((name) => name.length) })],
    ["after a while", slow],
  ])("holds for who comes in, checked %s", async (_when, schema) => {
    const logger = keptLogger();
    await using started = await start(
      { join: ({ userId }) => (userId === "1" ? { name: "Ada", born: 1815 } : { nam: "Bob" }) },
      { contract: defineContract({ channels: { "room.{room}": { presence: schema } } }), logger },
    );
    const { server, rooms } = started;
    const accepted = nextSocket(server.io);
    const ada = await new PresenceModel(await connect(server, "1"), channel).join();
    // It travels as it was given; the receiver parses it.
    expect(ada.members?.get("1")?.info).toEqual({ name: "Ada", born: 1815 });
    const bob = await connect(server, "2");
    expect(await bob.emitWithAck("channel:join", { channel })).toMatchObject({ error: "socket_error" });
    expect(server.io.of("/").adapter.rooms.get(channel)?.size).toBe(1);
    expect(logger.lines.map(({ level }) => level)).toEqual(["error"]);
    const socket = await accepted;
    await expect(rooms.updatePresence(socket, channel, { nam: "?" })).rejects.toThrow(
      /"room\.\{n\}".*name: /,
    );
    await rooms.updatePresence(socket, channel, { name: "Countess" });
    expect(await rooms.members(channel)).toMatchObject([{ info: { name: "Countess" } }]);
  });

  it("lets in who shows nothing", async () => {
    const contract = defineContract({
      channels: { "room.{n}": { presence: z.object({ name: z.string() }) } },
    });
    await using started = await start({}, { contract });
    const model = await new PresenceModel(await connect(started.server, "1"), channel).join();
    expect(model.members?.get("1")?.info).toBeNull();
  });
});

describe("many members at random", () => {
  it("every client knows after every round what a model does", async () => {
    await using started = await start({ presence: { graceMs: 0 } });
    const { server, rooms } = started;
    const random = seeded(42);
    const people = await Promise.all(
      Array.from({ length: 200 }, async (_v, n) => {
        const client = await connect(server, userOf(n));
        return new PresenceModel(client, channel);
      }),
    );
    const inside = new Set<PresenceModel>();
    for (let round = 0; round < 20; round++) {
      await Promise.all(
        people.map(async (person) => {
          // Two of them: here and gone again between two tellings, or the other way round.
          for (let moves = Math.floor(random() * 3); moves > 0; moves--) {
            if (inside.delete(person)) await person.leave();
            else inside.add(await person.join());
          }
        }),
      );
      const expected = connectionsOf(people.flatMap((person, n) => (inside.has(person) ? [userOf(n)] : [])));
      expect(known(await rooms.members(channel))).toEqual(expected);
      for (const person of inside) {
        await waitFor(() => {
          expect(known(person.members?.values())).toEqual(expected);
          return true;
        });
      }
      expect(inside.size).toBeGreaterThan(50);
    }
  });

  /** 150 users, fifty of them with two connections. */
  function userOf(n: number): string {
    return String(n % 150);
  }

  /** One line for each user, sorted, with the number of their connections. */
  function connectionsOf(ids: readonly string[]): string[] {
    const counts = new Map<string, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    return [...counts].map(([id, count]) => `${id}: ${String(count)}`).sort();
  }

  function known(members: Iterable<{ id: string; connections: number }> = []): string[] {
    return [...members].map(({ id, connections }) => `${id}: ${String(connections)}`).sort();
  }
});

describe("two servers with one store", () => {
  it("see each other's users, and those of a closed one go", async () => {
    const store = new MemoryPresenceStore();
    const rule = { presence: { graceMs: 0, batchMs: 0 } };
    await using a = await start(rule, { store });
    await using b = await start(rule, { store });
    const ada = await new PresenceModel(await connect(a.server, "1"), channel).join();
    const bob = await new PresenceModel(await connect(b.server, "2"), channel).join();
    expect(bob.ids).toEqual(["1", "2"]);
    await waitFor(() => ada.ids.length === 2);
    await new PresenceModel(await connect(b.server, "1"), channel).join();
    await waitFor(() => ada.members?.get("1")?.connections === 2);
    await b.rooms.close();
    await waitFor(() => ada.ids.length === 1);
    expect(ada.members?.get("1")?.connections).toBe(1);
    expect(await b.rooms.members(channel)).toHaveLength(1);
  });

  it("tell of no leave of a member that was never told of, whatever happens", async () => {
    const store = new MemoryPresenceStore();
    const rule = { presence: { graceMs: 0, batchMs: 20 } };
    await using a = await start(rule, { store });
    await using b = await start(rule, { store });
    const random = seeded(7);
    const people = await Promise.all(
      Array.from({ length: 12 }, async (_v, n) => {
        const client = await connect((n % 2 === 0 ? a : b).server, String(n % 9));
        return new PresenceModel(client, channel);
      }),
    );
    const inside = new Set<PresenceModel>();
    for (let operation = 0; operation < 600; operation++) {
      const person = people[Math.floor(random() * people.length)] ?? expect.fail();
      if (inside.delete(person)) await person.leave();
      else inside.add(await person.join());
    }
    expect(people.flatMap(({ strangers }) => strangers)).toEqual([]);
    const expected = [...new Set((await a.rooms.members(channel)).map(({ id }) => id))].sort();
    for (const person of inside) await waitFor(() => person.ids.join() === expected.join());
  });
});

it("changes that were missed while the store was asked are asked for afterwards", async () => {
  const asked: ((listed: PresenceEntry[]) => void)[] = [];
  let watcher: PresenceWatcher | undefined;
  const store: PresenceStore = {
    open: (opened) => {
      watcher = opened;
      return {
        node: "here",
        put: () => undefined,
        remove: () => undefined,
        list: () => new Promise((resolve) => void asked.push(resolve)),
        close: () => undefined,
      };
    },
  };
  const there = (userId: string): PresenceEntry => {
    return { ref: userId, node: "there", userId, info: null, since: 1, at: 1 };
  };
  await using started = await start({ presence: { batchMs: 0 } }, { store });
  const model = new PresenceModel(await connect(started.server, "1"), channel);
  const joining = model.join();
  await waitFor(() => asked.length === 1);
  watcher?.missed(new Set(["there"]));
  expect(asked).toHaveLength(1);
  asked[0]?.([there("2")]);
  await joining;
  await waitFor(() => asked.length === 2);
  asked[1]?.([there("3")]);
  await waitFor(() => model.ids.join() === "1,3");
});

it("a store that refused to list is asked again, until it lists", async () => {
  let asked = 0;
  const lines = keptLogger();
  const store: PresenceStore = {
    open: () => ({
      node: "here",
      put: () => undefined,
      remove: () => undefined,
      list: async () => {
        await Promise.resolve();
        if (++asked < 3) throw new Error("The store is loading.");
        return [{ ref: "2", node: "there", userId: "2", info: null, since: 1, at: 1 }];
      },
      close: () => undefined,
    }),
  };
  await using started = await start({ presence: { batchMs: 0 } }, { store, logger: lines });
  const model = await new PresenceModel(await connect(started.server, "1"), channel).join();
  expect(model.ids).toEqual(["1"]);
  await waitFor(() => model.ids.join() === "1,2");
  expect(asked).toBe(3);
  expect(lines.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
});

interface Started extends AsyncDisposable {
  readonly server: TestServer;
  readonly rooms: Rooms;
}

async function start(
  rule: Partial<ChannelRule>,
  {
    store,
    serverOptions = {},
    ...options
  }: Pick<RoomsOptions, "contract" | "logger"> & { store?: PresenceStore; serverOptions?: object } = {},
): Promise<Started> {
  let rooms: Rooms | undefined;
  const server = await startServer(
    (io) => {
      identifyByAuth(io);
      rooms = attachRooms(io, { logger: keptLogger(), ...options, ...(store && { presence: store }) });
      rooms.channel("room.{n}", { join: () => true, presence: true, ...rule });
    },
    { options: serverOptions },
  );
  return {
    server,
    rooms: rooms ?? expect.fail("not attached"),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function connect(server: TestServer, user: string): Promise<Client> {
  return server.connect({ auth: { user } });
}

/** Always the same random numbers. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
