import { once } from "node:events";
import type { EventEmitter } from "node:events";
import { SocketException } from "@carillon/socket-contract";
import { nextEvent, startServer, unhandledDuring, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { Socket } from "socket.io";
import { describe, expect, it } from "vitest";
import { attachRooms } from "../src/index.js";
import type { ChannelContext, ChannelRule, Rooms, RoomsOptions } from "../src/index.js";
import { identifyByAuth, keptLogger, nextSocket, signIn, signOut } from "./identify.js";

const refusal = (error: string): unknown => expect.objectContaining({ ok: false, error });

describe("channel:join", () => {
  it("lets in whom the rule lets in, and only them", async () => {
    await using server = await start((rooms) => {
      rooms.channel("orders.{orderId}", ({ userId }, { orderId }) => userId === orderId);
    });
    const client = await server.connect({ auth: { user: "1" } });
    expect(await ask(client, "channel:join", { channel: "orders.1" })).toEqual({
      ok: true,
      data: { channel: "orders.1" },
    });
    expect(await ask(client, "channel:join", { channel: "orders.2" })).toEqual(refusal("forbidden_room"));
    const heard = nextEvent(client, "order:updated");
    server.io.to("orders.2").emit("order:updated", 2);
    server.io.to("orders.1").emit("order:updated", 1);
    expect(await heard).toEqual([1]);
    expect(await ask(client, "channel:leave", { channel: "orders.1" })).toMatchObject({ ok: true });
    expect(server.io.of("/").adapter.rooms.has("orders.1")).toBe(false);
  });

  it.each([
    [undefined, "bad_input"],
    [null, "bad_input"],
    ["orders.1", "bad_input"],
    [{ channel: ["orders.1"] }, "bad_input"],
    [{ channel: "" }, "bad_input"],
    [{ channel: "orders.1 " }, "bad_input"],
    [{ channel: "orders.{orderId}" }, "bad_input"],
    [{ channel: "orders.\u0661" }, "bad_input"],
    [{ channel: `orders.${"1".repeat(200)}` }, "bad_input"],
    [{ channel: "nowhere" }, "unknown_channel"],
    [{ channel: "orders.1.secret" }, "unknown_channel"],
    [{ channel: "users.2" }, "forbidden_room"],
  ])("answers %j with %s", async (payload, error) => {
    await using server = await start((rooms) => {
      rooms.channel("orders.{orderId}", () => true);
      rooms.channel("users.{id}", () => true);
    });
    const client = await server.connect({ auth: { user: "1" } });
    expect(await ask(client, "channel:join", payload)).toEqual(refusal(error));
    expect(await ask(client, "channel:leave", payload)).toMatchObject({ ok: error === "forbidden_room" });
    expect(server.io.of("/").adapter.rooms.size).toBe(2);
  });

  it.each([
    undefined,
    null,
    false,
    0,
    1,
    "yes",
    [],
    [1],
    Promise.resolve(false),
    {
      then: (f: (no: boolean) => void) => {
        f(false);
      },
    },
  ])("takes %j from a rule as a no", async (answer) => {
    await using server = await start((rooms) => {
      rooms.channel("orders.{orderId}", () => answer as boolean);
    });
    const client = await server.connect({ auth: { user: "1" } });
    expect(await ask(client, "channel:join", { channel: "orders.1" })).toEqual(refusal("forbidden_room"));
  });

  it.each([
    ["a SocketException", new SocketException("Sold out", { code: "sold_out", status: 409 }), "sold_out"],
    ["an error", new Error("password=qwxyz"), "socket_error"],
    ["undefined", undefined, "socket_error"],
    ["a look-alike", { name: "SocketException", code: "mine", message: "secret qwxyz" }, "socket_error"],
    ["data that JSON cannot hold", new SocketException("x", { code: "x", data: 1n }), "x"],
  ])("answers once when a rule throws %s", async (_what, thrown, code) => {
    const logger = keptLogger();
    await using server = await start(
      (rooms) => {
        rooms.channel("sync.{n}", () => {
          throw thrown;
        });
        rooms.channel("async.{n}", () => Promise.reject(thrown as Error));
      },
      { logger },
    );
    const client = await server.connect({ auth: { user: "1" } });
    for (const channel of ["sync.1", "async.1"]) {
      const answer = await ask(client, "channel:join", { channel });
      expect(answer).toEqual(refusal(code));
      expect(JSON.stringify(answer)).not.toContain("qwxyz");
    }
    client.emit("channel:join", { channel: "sync.1" });
    const [event] = await nextEvent(client, "error:socket");
    expect(event).toMatchObject({ ok: false, error: code, event: "channel:join" });
    expect(client.connected).toBe(true);
  });

  it("refuses guests and the users of other guards", async () => {
    await using server = await start((rooms) => {
      rooms.channel("any.{n}", () => true);
      rooms.channel("web.{n}", { guards: ["web"], join: () => true });
      rooms.channel("api.{n}", { guards: ["api", "web"], join: () => true });
      rooms.channel("open.{n}", { guests: true, join: ({ user }) => user === null });
    });
    const guest = await server.connect();
    const user = await server.connect({ auth: { user: "1" } });
    const answers = async (client: Client): Promise<unknown[]> =>
      Promise.all(
        ["any.1", "web.1", "api.1", "open.1"].map(async (channel) => {
          const answer = await ask(client, "channel:join", { channel });
          return answer.ok || answer.error;
        }),
      );
    expect(await answers(guest)).toEqual(["unauthenticated", "unauthenticated", "unauthenticated", true]);
    expect(await answers(user)).toEqual([true, "unauthenticated", true, "forbidden_room"]);
  });

  it("gives up on a rule that never answers", async () => {
    await using server = await start(
      (rooms) => void rooms.channel("slow.{n}", () => new Promise(() => undefined)),
      {
        timeoutMs: 20,
      },
    );
    const client = await server.connect({ auth: { user: "1" } });
    expect(await ask(client, "channel:join", { channel: "slow.1" })).toEqual(refusal("timeout"));
  });

  it("never lets a client name a connection", async () => {
    await using server = await start((rooms) => void rooms.channel("{a}-{b}", () => true));
    const client = await server.connect({ auth: { user: "1" } });
    expect(await ask(client, "channel:join", { channel: "abcdefghi-1234567890" })).toEqual(
      refusal("forbidden_room"),
    );
    expect(await ask(client, "channel:join", { channel: "abc-123" })).toMatchObject({ ok: true });
  });

  it("counts joins that are on their way against the limit", async () => {
    const gate = new Latch();
    await using server = await start((rooms) => void rooms.channel("x.{n}", () => gate.opened), { max: 10 });
    const client = await server.connect({ auth: { user: "1" } });
    const answers = Array.from({ length: 20 }, (_, n) =>
      ask(client, "channel:join", { channel: `x.${String(n)}` }),
    );
    await Promise.all(
      answers.slice(10).map(async (answer) => expect(await answer).toEqual(refusal("too_many_rooms"))),
    );
    gate.open();
    expect((await Promise.all(answers)).filter(({ ok }) => ok)).toHaveLength(10);
  });

  it("is not listened to while there is no channel", async () => {
    await using server = await start(() => undefined);
    const socket = nextSocket(server.io);
    await server.connect();
    expect((await socket).eventNames()).not.toContain("channel:join");
  });
});

describe("what happens while a rule thinks", () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ["signs out", "unauthenticated", signOut],
    [
      "signs in as another user",
      "forbidden_room",
      (socket) => {
        signIn(socket, "2");
      },
    ],
  ])("a user who %s does not get in", async (_what, error, change) => {
    const gate = new Latch();
    await using server = await start((rooms) => void rooms.channel("orders.{n}", () => gate.opened));
    const socket = nextSocket(server.io);
    const client = await server.connect({ auth: { user: "1" } });
    const answer = ask(client, "channel:join", { channel: "orders.1" });
    await gate.reached;
    change(await socket);
    gate.open();
    expect(await answer).toEqual(refusal(error));
    expect((await socket).inRoom("orders.1")).toBe(false);
  });

  it("a client that disconnects leaves nothing behind", async () => {
    const gate = new Latch();
    const unhandled = await unhandledDuring(async () => {
      await using server = await start((rooms) => void rooms.channel("orders.{n}", () => gate.opened));
      const socket = await connectAs(server, "1");
      const joining = socket.joinRoom("orders.1");
      socket.disconnect();
      gate.open();
      await expect(joining).rejects.toMatchObject({ name: "SocketException" });
      expect(server.io.of("/").adapter.rooms.size).toBe(0);
    });
    expect(unhandled).toEqual([]);
  });

  it("join, leave, join ends joined; join, leave ends left", async () => {
    const gate = new Latch();
    await using server = await start((rooms) => void rooms.channel("orders.{n}", () => gate.opened));
    const socket = nextSocket(server.io);
    const client = await server.connect({ auth: { user: "1" } });
    const asks = [
      ask(client, "channel:join", { channel: "orders.1" }),
      ask(client, "channel:leave", { channel: "orders.1" }),
      ask(client, "channel:join", { channel: "orders.1" }),
      ask(client, "channel:join", { channel: "orders.2" }),
      ask(client, "channel:leave", { channel: "orders.2" }),
    ];
    await gate.reached;
    gate.open();
    expect((await Promise.all(asks)).map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    expect((await socket).joinedRooms()).toEqual(["users.1", "orders.1"]);
  });
});

describe("joinRoom on a room with a rule", () => {
  it("asks the rule, unless it is forced", async () => {
    await using server = await start(
      (rooms) => void rooms.channel("orders.{id}", (_c, { id }) => id === "1"),
    );
    const socket = await connectAs(server, "1");
    await socket.joinRoom("orders.1");
    await expect(socket.joinRoom("orders.2")).rejects.toMatchObject({ code: "forbidden_room" });
    await socket.joinRoom("orders.2", { force: true });
    await socket.leaveRoom("orders.1");
    await expect(socket.joinRoom("users.2", { force: true })).rejects.toMatchObject({
      code: "forbidden_room",
    });
    expect(socket.joinedRooms()).toEqual(["users.1", "orders.2"]);
  });
});

describe("channel:whisper", () => {
  it("reaches the other members with a sender that cannot be forged", async () => {
    await using server = await start((rooms) => {
      rooms.channel("chat.{n}", { join: () => true, whisper: ["typing"] });
      rooms.channel("quiet.{n}", () => true);
      rooms.channel("odd.{n}", { join: () => true, whisper: (_c, _p, { payload }) => payload === 1 });
    });
    const [ada, bob] = [
      await server.connect({ auth: { user: "1" } }),
      await server.connect({ auth: { user: "2" } }),
    ];
    for (const channel of ["chat.1", "quiet.1", "odd.1"]) {
      await ask(ada, "channel:join", { channel });
      if (channel !== "quiet.1") await ask(bob, "channel:join", { channel });
    }
    const heard: unknown[] = [];
    for (const client of [ada, bob])
      client.on("channel:whisper", (whisper) => heard.push([client === bob, whisper]));
    const typing = { channel: "chat.1", event: "typing", payload: { on: true }, from: "99" };
    expect(await ask(ada, "channel:whisper", typing)).toMatchObject({ ok: true });
    expect(await ask(ada, "channel:whisper", { ...typing, event: "evil" })).toEqual(refusal("forbidden"));
    expect(await ask(ada, "channel:whisper", { ...typing, event: "" })).toEqual(refusal("bad_input"));
    expect(await ask(ada, "channel:whisper", { ...typing, event: ["typing"] })).toEqual(refusal("bad_input"));
    expect(await ask(ada, "channel:whisper", { ...typing, channel: "quiet.1" })).toEqual(
      refusal("forbidden"),
    );
    expect(await ask(bob, "channel:whisper", { ...typing, channel: "quiet.1" })).toEqual(
      refusal("forbidden_room"),
    );
    expect(await ask(ada, "channel:whisper", { channel: "odd.1", event: "x", payload: 2 })).toEqual(
      refusal("forbidden"),
    );
    expect(await ask(ada, "channel:whisper", { channel: "odd.1", event: "x", payload: 1 })).toMatchObject({
      ok: true,
    });
    server.io.emit("end");
    await nextEvent(bob, "end");
    expect(heard).toEqual([
      [true, { channel: "chat.1", from: "1", event: "typing", payload: { on: true } }],
      [true, { channel: "odd.1", from: "1", event: "x", payload: 1 }],
    ]);
  });

  it.each([
    [20_000, "socket_error"],
    [40_000, "payload_too_large"],
  ])("answers a payload of %i levels, too deep to be sent on, with %s", async (depth, error) => {
    await using server = await start(
      (rooms) => void rooms.channel("chat.{n}", { join: () => true, whisper: true }),
      {
        logger: keptLogger(),
      },
    );
    const client = await server.connect({ auth: { user: "1" } });
    await ask(client, "channel:join", { channel: "chat.1" });
    const deep = `2["channel:whisper",{"channel":"chat.1","event":"x","payload":${"[".repeat(depth)}${"]".repeat(depth)}}]`;
    client.io.engine.write(deep);
    expect(await nextEvent(client, "error:socket")).toEqual([expect.objectContaining({ error })]);
    expect(await ask(client, "channel:leave", { channel: "chat.1" })).toMatchObject({ ok: true });
  });
});

describe("recheckChannel", () => {
  it("puts out who lost the right, tells them, and leaves the others alone", async () => {
    const allowed = new Set(["1", "2"]);
    const { rooms, server: starting } = startWithRooms((rooms) => {
      rooms.channel("orders.{id}", ({ userId }) => allowed.has(userId ?? ""));
      rooms.channel("lobby", () => true);
    });
    await using server = await starting;
    const [ada, bob] = [
      await server.connect({ auth: { user: "1" } }),
      await server.connect({ auth: { user: "2" } }),
    ];
    for (const client of [ada, bob]) {
      await ask(client, "channel:join", { channel: "orders.7" });
      await ask(client, "channel:join", { channel: "lobby" });
    }
    allowed.delete("2");
    const told = nextEvent(bob, "error:socket");
    expect(await rooms().recheckChannel("orders.{id}")).toBe(1);
    expect(await told).toEqual([
      expect.objectContaining({
        event: "channel:join",
        error: "forbidden_room",
        data: { channel: "orders.7" },
      }),
    ]);
    expect(server.io.of("/").adapter.rooms.get("orders.7")?.size).toBe(1);
    expect(server.io.of("/").adapter.rooms.get("lobby")?.size).toBe(2);
    expect(await rooms().recheckChannel("orders.7")).toBe(0);
    await expect(async () => rooms().recheckChannel("order.{id}")).rejects.toThrow("orders.{id}");
  });

  it("is not kept from its work by plain rooms that are no text", async () => {
    let mayJoin = true;
    const { rooms, server: starting } = startWithRooms((rooms) => {
      rooms.channel("orders.{id}", () => mayJoin);
    });
    await using server = await starting;
    server.io.on("connection", (socket) => {
      for (const room of [42, undefined]) void socket.join(room as unknown as string);
    });
    const client = await server.connect({ auth: { user: "1" } });
    await ask(client, "channel:join", { channel: "orders.7" });
    mayJoin = false;
    expect(await rooms().recheckAll()).toBe(1);
    const [socket] = server.io.sockets.sockets.values();
    expect(socket?.rooms).toEqual(new Set([client.id, "users.1", 42, undefined]));
    await rooms().syncIdentity(socket!);
  });

  it("removes all members when the rule fails", async () => {
    let broken = false;
    const { rooms, server: starting } = startWithRooms(
      (rooms) => {
        rooms.channel("orders.{id}", () => {
          if (broken) throw new Error("database is away");
          return true;
        });
      },
      { logger: keptLogger() },
    );
    await using server = await starting;
    const client = await server.connect({ auth: { user: "1" } });
    await ask(client, "channel:join", { channel: "orders.7" });
    broken = true;
    expect(await rooms().recheckChannel("orders.{id}")).toBe(1);
  });
});

describe("onJoin and onLeave", () => {
  const log: string[] = [];
  class Orders implements ChannelRule<{ id: string }> {
    readonly whisper = true;
    join(): boolean {
      return true;
    }
    onJoin({ userId }: ChannelContext, { id }: { id: string }): void {
      log.push(`join ${String(userId)} ${id}`);
    }
    onLeave({ userId }: ChannelContext, { id }: { id: string }): void {
      log.push(`leave ${String(userId)} ${id}`);
    }
  }

  it.each<[string, (socket: Socket, client: Client) => unknown]>([
    ["channel:leave", (_socket, client) => ask(client, "channel:leave", { channel: "orders.7" })],
    ["leaveRoom", (socket) => socket.leaveRoom("orders.7")],
    ["raw leave", (socket) => socket.leave("orders.7")],
    [
      "socketsLeave",
      (socket) => {
        socket.nsp.in("orders.7").socketsLeave("orders.7");
      },
    ],
    ["a disconnect by the client", (_socket, client) => client.disconnect()],
    ["a disconnect by the server", (socket) => socket.disconnect()],
    ["a crash of the client", (_socket, client) => client.io.engine.close()],
    [
      "a sign-out and a re-check",
      (socket) => {
        signOut(socket);
        return socket.leave("orders.7");
      },
    ],
  ])("are called once each, ended by %s", async (_how, end) => {
    log.length = 0;
    await using server = await start((rooms) => void rooms.channel("orders.{id}", Orders));
    const socket = nextSocket(server.io);
    const client = await server.connect({ auth: { user: "1" } });
    await Promise.all([1, 2].map(() => ask(client, "channel:join", { channel: "orders.7" })));
    await (await socket).joinRoom("orders.7");
    expect(log).toEqual(["join 1 7"]);
    await end(await socket, client);
    await waitFor(() => log.length > 1);
    (await socket).disconnect();
    expect(log).toEqual(["join 1 7", "leave 1 7"]);
    expect((await socket).listenerCount("disconnecting")).toBe(0);
  });

  it("may fail and is only logged", async () => {
    const logger = keptLogger();
    const unhandled = await unhandledDuring(async () => {
      await using server = await start(
        (rooms) =>
          void rooms.channel("orders.{id}", {
            join: () => true,
            onJoin: () => Promise.reject(new Error("joined")),
            onLeave: () => {
              throw new Error("left");
            },
          }),
        { logger },
      );
      const client = await server.connect({ auth: { user: "1" } });
      expect(await ask(client, "channel:join", { channel: "orders.7" })).toMatchObject({ ok: true });
      expect(await ask(client, "channel:leave", { channel: "orders.7" })).toMatchObject({ ok: true });
    });
    expect(unhandled).toEqual([]);
    expect(logger.lines.map(({ level }) => level)).toEqual(["error", "error"]);
  });
});

describe("a recovered connection", () => {
  it.each([
    ["is asked again at once where middleware ran", false],
    ["waits outside until its identity is known", true],
  ])("%s", async (_what, skipMiddlewares) => {
    let allowed = true;
    const { rooms, server: starting } = startWithRooms(
      (rooms) => {
        rooms.channel("orders.{id}", () => true);
        rooms.channel("secret.{id}", () => allowed);
      },
      {},
      { connectionStateRecovery: { skipMiddlewares } },
    );
    await using server = await starting;
    const client = server.client({ auth: { user: "1" } });
    client.connect();
    await nextEvent(client, "connect");
    for (const channel of ["orders.1", "secret.1"]) await ask(client, "channel:join", { channel });
    server.io.emit("offset");
    await nextEvent(client, "offset");
    const gone = nextEvent(client, "disconnect");
    client.io.engine.close();
    await gone;
    allowed = false;
    const again = nextSocket(server.io);
    const told = nextEvent(client, "error:socket");
    client.connect();
    const socket = await again;
    expect(socket.recovered).toBe(true);
    if (skipMiddlewares) {
      expect(socket.joinedRooms()).toEqual([]);
      signIn(socket, "1");
      await rooms().syncIdentity(socket);
    }
    expect((await told)[0]).toMatchObject({ event: "channel:join", data: { channel: "secret.1" } });
    expect(socket.joinedRooms().sort()).toEqual(["orders.1", "users.1"]);
  });
});

it("overlapping patterns are warned of at boot", async () => {
  const logger = keptLogger();
  await using server = await start(
    (rooms) => {
      rooms.channel("orders.{id}", () => true);
      rooms.channel("orders.new", () => true);
    },
    { logger },
  );
  expect(server.io.engine.clientsCount).toBe(0);
  expect(logger.lines.map(({ level }) => level)).toEqual(["warn"]);
  expect(logger.lines[0]?.text).toContain('"orders.new" and "orders.{id}" can match the same name');
});

it("dynamic namespaces keep one listener each, however often they empty and fill", async () => {
  let rooms: Rooms | undefined;
  await using server = await startServer((io) => {
    const tenants = io.of(/^\/tenant-\d$/);
    tenants.use((socket, next) => {
      signIn(socket, "1");
      next();
    });
    rooms = attachRooms(tenants);
    rooms.channel("orders.{id}", () => true);
  });
  for (let round = 0; round < 15; round++) {
    for (const name of ["/tenant-1", "/tenant-2"]) {
      const namespace = server.io.of(name);
      const accepted = once(namespace, "connection") as Promise<[Socket]>;
      const client = await server.connect({ namespace: name });
      const [socket] = await accepted;
      const gone = once(socket as unknown as EventEmitter, "disconnect");
      expect(await ask(client, "channel:join", { channel: "orders.7" })).toMatchObject({ ok: true });
      client.disconnect();
      await gone;
      await rooms?.recheckChannel("orders.{id}");
    }
  }
  const counts = ["/tenant-1", "/tenant-2"].map(
    (name) => server.io.of(name).listeners("carillon:recheck-channel" as never).length,
  );
  expect(counts).toEqual([1, 1]);
});

/** Something that a rule waits for. */
class Latch {
  readonly reached: Promise<void>;
  open!: () => void;
  readonly #opened: Promise<boolean>;
  #reach!: () => void;

  constructor() {
    this.reached = new Promise((resolve) => (this.#reach = resolve));
    this.#opened = new Promise(
      (resolve) =>
        (this.open = () => {
          resolve(true);
        }),
    );
  }

  get opened(): Promise<boolean> {
    this.#reach();
    return this.#opened;
  }
}

type Client = Awaited<ReturnType<TestServer["connect"]>>;
type Answer = { ok: true; data: unknown } | { ok: false; error: string };

function ask(client: Client, event: string, payload: unknown): Promise<Answer> {
  return client.timeout(60_000).emitWithAck(event, payload) as Promise<Answer>;
}

function start(define: (rooms: Rooms) => void, options: RoomsOptions = {}): Promise<TestServer> {
  return startWithRooms(define, options).server;
}

function startWithRooms(
  define: (rooms: Rooms) => void,
  options: RoomsOptions = {},
  serverOptions: object = {},
): { rooms: () => Rooms; server: Promise<TestServer> } {
  let attached: Rooms | undefined;
  const server = startServer(
    (io) => {
      identifyByAuth(io);
      attached = attachRooms(io, options);
      define(attached);
    },
    { options: serverOptions },
  );
  return { rooms: () => attached ?? expect.fail("not attached"), server };
}

async function connectAs(server: TestServer, user: string): Promise<Socket> {
  const socket = nextSocket(server.io);
  await server.connect({ auth: { user } });
  return socket;
}
