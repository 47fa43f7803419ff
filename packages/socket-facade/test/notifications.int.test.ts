import { createRealtime } from "@carillon/socket-facade";
import type { Realtime, SocketsConfig } from "@carillon/socket-facade";
import { MemoryNotificationStore, Notification } from "@carillon/socket-notifications";
import type { ClientNotification, NotificationList } from "@carillon/socket-notifications";
import { nextEvent, startServer } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { Socket as Client } from "socket.io-client";
import { describe, expect, test } from "vitest";

interface User {
  readonly id: string;
}

class Said extends Notification<User> {
  readonly #data: unknown;
  constructor(data: unknown) {
    super();
    this.#data = data;
  }
  override toDatabase(): unknown {
    return this.#data;
  }
}

interface Stage extends AsyncDisposable {
  readonly layer: Realtime;
  readonly server: TestServer;
  readonly lines: string[];
  /** A client of a user, by its id. */
  connect(user: string, namespace?: string): Promise<Client>;
}

/** A layer whose tokens are user ids. */
async function stage(
  config: SocketsConfig = {},
  declare = (layer: Realtime): unknown => layer.route.notifications(),
  isKnown = (): boolean => true,
): Promise<Stage> {
  const lines: string[] = [];
  const write = (fields: object, message = ""): void =>
    void lines.push(
      `${message} ${JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? value.message : value))}`,
    );
  const logger = { debug: write, info: write, warn: write, error: write };
  const layer = createRealtime({ logger, auth: { required: false }, ...config });
  layer.socket.guard("api", ({ token }) => (isKnown() ? { user: { id: token }, id: token } : null));
  layer.socket.use("auth:socket");
  declare(layer);
  const server = await startServer((io) => layer.socket.attach(io));
  return {
    layer,
    server,
    lines,
    connect: (user, namespace = "/") => server.connect({ namespace, auth: { token: user } }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await layer.socket.close();
    },
  };
}

/** What a client hears of an event until something that was sent later arrives. */
function hear(client: Client, event: string): unknown[] {
  const heard: unknown[] = [];
  client.on(event, (payload: unknown) => heard.push(payload));
  return heard;
}

async function list(client: Client, request: object = {}): Promise<NotificationList> {
  const answer = (await client.timeout(60_000).emitWithAck("notifications:list", request)) as {
    ok: boolean;
    data: NotificationList;
  };
  expect(answer).toMatchObject({ ok: true });
  return answer.data;
}

const titlesOf = ({ notifications }: NotificationList): unknown[] => notifications.map(({ data }) => data);

test("a notification is stored and pushed, the same in lists and live", async () => {
  await using scene = await stage();
  const { layer } = scene;
  const ada = await scene.connect("1");
  const pushed = nextEvent(ada, "notification:new");
  const report = await layer.socket.notify({ id: "1" }, new Said({ title: "Hi", token: "abc123def456" }));
  expect(report).toEqual({ id: report?.id, stored: 1, pushed: 1, duplicates: 0, skipped: 0 });
  const [live] = (await pushed) as [ClientNotification];
  expect(live).toEqual({
    id: report?.id,
    type: "Said",
    data: { title: "Hi", token: "***REDACTED***" },
    createdAt: expect.any(Number) as number,
    readAt: null,
    cursor: expect.stringMatching(/^[0-9a-z]{11}$/) as string,
  });
  const page = await list(ada);
  expect(page).toMatchObject({
    notifications: [live],
    unread: 1,
    hasMore: false,
    reset: false,
    newest: live.cursor,
  });
});

test("an offline user has it when it comes", async () => {
  await using scene = await stage();
  await scene.layer.socket.notify([{ id: "1" }, { id: "2" }], new Said("for you"));
  expect(titlesOf(await list(await scene.connect("2")))).toEqual(["for you"]);
});

test("a client that comes back gets exactly what it missed, page by page", async () => {
  await using scene = await stage();
  const { socket } = scene.layer;
  for (const title of ["a", "b"]) await socket.notify({ id: "1" }, new Said(title));
  const before = await scene.connect("1");
  const { newest } = await list(before, { limit: 1 });
  before.disconnect();
  for (const title of ["c", "d", "e"]) await socket.notify({ id: "1" }, new Said(title));
  await socket.notify({ id: "2" }, new Said("for another user"));
  const after = await scene.connect("1");
  const first = await list(after, { after: newest, limit: 2 });
  expect([titlesOf(first), first.hasMore]).toEqual([["c", "d"], true]);
  const second = await list(after, { after: first.newest, limit: 2 });
  expect([titlesOf(second), second.hasMore]).toEqual([["e"], false]);
  const third = await list(after, { after: second.newest });
  expect([titlesOf(third), third.newest]).toEqual([[], second.newest]);
});

test("lists page back to the first one", async () => {
  await using scene = await stage();
  for (const title of ["a", "b", "c", "d", "e"])
    await scene.layer.socket.notify({ id: "1" }, new Said(title));
  const ada = await scene.connect("1");
  const pages: unknown[][] = [];
  let before: string | undefined;
  for (let hasMore = true; hasMore;) {
    const page = await list(ada, { limit: 2, before });
    pages.push(titlesOf(page));
    ({ hasMore, oldest: before } = page);
  }
  expect(pages).toEqual([["e", "d"], ["c", "b"], ["a"]]);
});

test("reading on one device reaches the others, once, and not the one that read", async () => {
  await using scene = await stage();
  const [phone, laptop, grace] = [
    await scene.connect("1"),
    await scene.connect("1"),
    await scene.connect("2"),
  ];
  const own = [hear(phone, "notification:read"), hear(phone, "notification:read-all")];
  const foreign = [hear(grace, "notification:read"), hear(grace, "notification:read-all")];
  const others = hear(laptop, "notification:read");
  const { socket } = scene.layer;
  const first = await socket.notify([{ id: "1" }, { id: "2" }], new Said(1));
  await socket.notify([{ id: "1" }, { id: "2" }], new Said(2));
  const id = first?.id ?? "";
  expect(await phone.emitWithAck("notifications:read", { id })).toEqual({
    ok: true,
    data: { changed: [id], unread: 1 },
  });
  expect(await phone.emitWithAck("notifications:read", { ids: [id, id] })).toEqual({
    ok: true,
    data: { changed: [], unread: 1 },
  });
  const allRead = nextEvent(laptop, "notification:read-all");
  const { data } = (await phone.emitWithAck("notifications:read-all", {})) as { data: { before: string } };
  expect(data).toEqual({ changed: 1, before: expect.any(String) as string, unread: 0 });
  expect(await allRead).toEqual([{ before: data.before }]);
  expect(others).toEqual([{ id }]);
  await list(phone);
  expect(await grace.emitWithAck("notifications:unread-count")).toEqual({ ok: true, data: { unread: 2 } });
  expect([own, foreign]).toEqual([
    [[], []],
    [[], []],
  ]);
});

test("read-all up to what was seen leaves what came meanwhile", async () => {
  await using scene = await stage();
  const { socket } = scene.layer;
  await socket.notify({ id: "1" }, new Said("seen"));
  const ada = await scene.connect("1");
  const { newest } = await list(ada);
  await socket.notify({ id: "1" }, new Said("came meanwhile"));
  expect(await ada.emitWithAck("notifications:read-all", { before: newest })).toEqual({
    ok: true,
    data: { changed: 1, before: newest, unread: 1 },
  });
  expect(titlesOf(await list(ada, { unreadOnly: true }))).toEqual(["came meanwhile"]);
});

test("a user cannot touch another's: a foreign id answers as one that does not exist", async () => {
  await using scene = await stage();
  const report = await scene.layer.socket.notify({ id: "1" }, new Said("private"));
  const grace = await scene.connect("2");
  const foreign: unknown = await grace.emitWithAck("notifications:read", { id: report?.id });
  const unknown: unknown = await grace.emitWithAck("notifications:read", { id: "no-such-id" });
  expect(foreign).toEqual(unknown);
  expect(foreign).toEqual({ ok: true, data: { changed: [], unread: 0 } });
  const { newest } = await scene.layer.socket.notifications.list("1");
  await grace.emitWithAck("notifications:read-all", { before: newest });
  expect(titlesOf(await list(grace, { after: newest }))).toEqual([]);
  expect(await scene.layer.socket.notifications.unreadCount("1")).toBe(1);
});

test.each<[string, unknown]>([
  ["list", { limit: 0 }],
  ["list", { limit: 101 }],
  ["list", { limit: "5" }],
  ["list", { after: "1 OR 1=1" }],
  ["list", { after: "zzzzzzzzzzz" }],
  ["list", { after: "00000000001", before: "00000000002" }],
  ["list", { unreadOnly: 1 }],
  ["list", "all"],
  ["read", {}],
  ["read", { id: 7 }],
  ["read", { id: "a\u0000" }],
  ["read", { id: "x".repeat(129) }],
  ["read", { ids: Array.from({ length: 101 }, String) }],
  ["read-all", { before: 3 }],
  ["read-all", []],
])("notifications:%s refuses %j", async (event, request) => {
  await using scene = await stage();
  const ada = await scene.connect("1");
  expect(await ada.emitWithAck(`notifications:${event}`, request)).toMatchObject({
    ok: false,
    error: "bad_input",
  });
});

test("the guard is asked at every request", async () => {
  let isKnown = true;
  await using scene = await stage(
    {},
    ({ route }) => route.notifications(),
    () => isKnown,
  );
  const ada = await scene.connect("1");
  expect(await ada.emitWithAck("notifications:unread-count")).toMatchObject({ ok: true });
  isKnown = false;
  expect(await ada.emitWithAck("notifications:unread-count")).toMatchObject({ error: "unauthenticated" });
});

test("anonymous sockets get none", async () => {
  await using scene = await stage();
  const anonymous = await scene.server.connect();
  for (const event of ["list", "read", "read-all", "unread-count"]) {
    expect(await anonymous.emitWithAck(`notifications:${event}`, {})).toMatchObject({
      error: "unauthenticated",
    });
  }
});

test("names come from the configuration", async () => {
  await using scene = await stage({
    notifications: { newEvent: "n:new", readEvent: "n:read", readAllEvent: "n:all" },
  });
  const [a, b] = [await scene.connect("1"), await scene.connect("1")];
  const events = Promise.all(["n:new", "n:read", "n:all"].map((event) => nextEvent(b, event)));
  const { socket } = scene.layer;
  const report = await socket.notify({ id: "1" }, new Said(1));
  await a.emitWithAck("notifications:read", { id: report?.id });
  await socket.notify({ id: "1" }, new Said(2));
  await a.emitWithAck("notifications:read-all");
  expect((await events).map(([payload]) => payload)).toEqual([
    expect.objectContaining({ data: 1 }),
    { id: report?.id },
    { before: expect.any(String) as string },
  ]);
});

describe("after a commit", () => {
  test("a notification waits for it, and goes with what is rolled back", async () => {
    await using scene = await stage();
    const { socket } = scene.layer;
    const inside = await socket.afterCommit(async () => {
      const report = await socket.notify({ id: "1" }, new Said("kept"));
      return [report, await socket.notifications.unreadCount("1")];
    });
    expect(inside).toEqual([undefined, 0]);
    expect(await socket.notifications.unreadCount("1")).toBe(1);
    const failing = socket.afterCommit(async () => {
      await socket.notify({ id: "1" }, new Said("rolled back"));
      throw new Error("no commit");
    });
    await expect(failing).rejects.toThrow("no commit");
    expect(await socket.notifications.unreadCount("1")).toBe(1);
  });

  test("what fails then is logged, and the broadcasts behind it are sent", async () => {
    await using scene = await stage();
    const { socket } = scene.layer;
    const ada = await scene.connect("1");
    const news = nextEvent(ada, "news");
    await socket.afterCommit(async () => {
      await socket.notify({ id: "1" }, new (class Broken extends Notification {})());
      await socket.toUser("1").emit("news", "sent");
    });
    expect(await news).toEqual(["sent"]);
    expect(scene.lines.join()).toContain("Broken needs toDatabase(user)");
  });
});

test("namespaces that have the routes are pushed to, each once", async () => {
  await using scene = await stage({}, ({ route }) => {
    route.notifications();
    route.socketGroup({ namespace: "/admin" }, () => route.notifications({ ordering: "serial" }));
    route.socketGroup({ namespace: "/other" }, () => route.socket("ping", () => "pong"));
  });
  const [main, admin, other] = [
    await scene.connect("1"),
    await scene.connect("1", "/admin"),
    await scene.connect("1", "/other"),
  ];
  const elsewhere = hear(other, "notification:new");
  const heard = Promise.all([nextEvent(main, "notification:new"), nextEvent(admin, "notification:new")]);
  const report = await scene.layer.socket.notify({ id: "1" }, new Said("everywhere"));
  expect((await heard).map(([payload]) => (payload as ClientNotification).data)).toEqual([
    "everywhere",
    "everywhere",
  ]);
  const read = nextEvent(main, "notification:read");
  await admin.emitWithAck("notifications:read", { id: report?.id });
  expect(await read).toEqual([{ id: report?.id }]);
  expect(await other.emitWithAck("ping")).toMatchObject({ ok: true });
  expect(elsewhere).toEqual([]);
});

test("rooms and bare ids are addresses too", async () => {
  await using scene = await stage({}, ({ route }) => {
    route.notifications();
    route.socket("join", (socket, room: string) => socket.joinRoom(room));
  });
  const { socket } = scene.layer;
  const ada = await scene.connect("1");
  await ada.emitWithAck("join", "orders.7");
  const pushed = nextEvent(ada, "notification:new");
  const report = await socket.notify(
    Notification.route("room", "orders.7"),
    new Said("to the room") as Notification,
  );
  expect(report).toMatchObject({ stored: 0, pushed: 1 });
  expect(await pushed).toMatchObject([{ data: "to the room", cursor: null }]);
  await socket.notify(Notification.route("user", 1), new Said("by id"));
  expect(titlesOf(await list(ada))).toEqual(["by id"]);
});

describe("wrong use says what to do", () => {
  test("before attach, nothing is stored", async () => {
    const { socket } = createRealtime();
    await expect(socket.notify({ id: "1" }, new Said(1))).rejects.toThrow("call Socket.attach(server) first");
    expect(await socket.notifications.unreadCount("1")).toBe(0);
  });

  test("in the configuration", () => {
    expect(() => createRealtime({ notifications: { store: {} as never } })).toThrow(
      "sockets.notifications.store must be a store such as new MemoryNotificationStore()",
    );
    expect(() => createRealtime({ notifications: { newEvnt: "x" } as never })).toThrow(
      'did you mean "newEvent"',
    );
  });

  test("a route of one's own of that name, and dynamic namespaces", () => {
    const { route } = createRealtime();
    route.socket("notifications:read", () => "mine");
    expect(() => route.notifications()).toThrow('"notifications:read" already has a route');
    const dynamic = createRealtime().route;
    expect(() => dynamic.socketGroup({ namespace: /^\/tenant-/ }, () => dynamic.notifications())).toThrow(
      "needs a namespace with a name",
    );
  });
});

test("without Route.notifications, notifications:read is the application's own", async () => {
  await using scene = await stage({}, ({ route }) =>
    route.socket("notifications:read", (_socket, { id }: { id: number }) => ({ mine: id }), { auth: true }),
  );
  const ada = await scene.connect("1");
  expect(await ada.emitWithAck("notifications:read", { id: 7 })).toEqual({ ok: true, data: { mine: 7 } });
  const pushed = nextEvent(ada, "notification:new");
  await scene.layer.socket.notify({ id: "1" }, new Said("still pushed"));
  expect(await pushed).toMatchObject([{ data: "still pushed" }]);
});

test("a store that is away fails the call and pushes nothing", async () => {
  const store = new MemoryNotificationStore();
  store.create = () => {
    throw new Error("connect ECONNREFUSED 10.0.0.7:5432");
  };
  await using scene = await stage({ notifications: { store } }, ({ route, socket }) => {
    route.notifications();
    route.socket("order", () => socket.notify({ id: "1" }, new Said(1)), { auth: true });
  });
  const ada = await scene.connect("1");
  const heard = hear(ada, "notification:new");
  await expect(scene.layer.socket.notify({ id: "1" }, new Said(1))).rejects.toThrow(
    "Said did not reach 1 of 1: connect ECONNREFUSED",
  );
  const answer: unknown = await ada.emitWithAck("order");
  expect(answer).toMatchObject({ ok: false, error: "socket_error" });
  expect(JSON.stringify(answer)).not.toContain("10.0.0.7");
  expect(heard).toEqual([]);
});

test("switched off, what is sent is still stored", async () => {
  const store = new MemoryNotificationStore();
  const { socket } = createRealtime({ enabled: false, notifications: { store } });
  socket.attach(3000);
  expect(await socket.notify({ id: "1" }, new Said(1))).toMatchObject({ stored: 1 });
  expect(await socket.notifications.unreadCount(1)).toBe(1);
  await socket.close();
});
