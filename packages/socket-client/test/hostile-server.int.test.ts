import type { BuiltInServerEvents } from "@carillon/socket-contract";
import { createClient } from "@carillon/socket-client";
import type { Client } from "@carillon/socket-client";
import { startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memberOf } from "./member.js";

/** What no server of ours sends in any place. */
const junk: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  "",
  "x",
  [],
  [null],
  [[]],
  {},
  { id: null },
  [{ id: 1 }],
];

const member = memberOf("b");

/** Each reserved event as a server of ours sends it. */
const wellFormed: Readonly<Record<keyof BuiltInServerEvents, object>> = {
  "error:socket": {
    ok: false,
    event: "channel:join",
    error: "forbidden",
    message: "No.",
    status: 403,
    data: {},
  },
  "auth:expiring": { expiresAt: 9e12, expiresInMs: 60_000 },
  "auth:revoked": { error: "revoked", message: "Revoked.", status: 401, reconnect: true },
  "server:draining": { error: "draining", message: "Later.", reconnect: true },
  "channel:joined": { channel: "room", answer: { ok: true, data: { channel: "room" } } },
  "channel:whisper": { channel: "room", from: "b", event: "typing", payload: 1 },
  "presence:state": { channel: "room", version: 1, count: 1, members: [member] },
  "presence:join": { channel: "room", version: 2, members: [member] },
  "presence:leave": { channel: "room", version: 3, members: [member] },
  "presence:update": { channel: "room", version: 4, count: 1, members: [member] },
  "notification:new": { id: "n", type: "T", data: null, createdAt: 1, readAt: null, cursor: "1" },
  "notification:read": { id: "n" },
  "notification:read-all": { before: "1" },
};

/** A payload with each of its fields as junk or missing, and what is no payload at all. */
function spoilt(payload: object, isWhole = true): unknown[] {
  const fields = Object.keys(payload).filter((key) => key !== "channel");
  const without = fields.map((key) => ({ ...payload, [key]: undefined }));
  const changed = fields.flatMap((key) => junk.map((value) => ({ ...payload, [key]: value })));
  return isWhole ? [...junk, ...without, ...changed] : [...without, ...changed];
}

/** A place behind a payload that no server of ours gives. */
const marks = spoilt({ channel: "room", epoch: "e", offset: 2 }, false);

const uncaught: unknown[] = [];
const onUncaught = (error: unknown): number => uncaught.push(error);
beforeEach(() => {
  uncaught.length = 0;
  process.on("uncaughtException", onUncaught).on("unhandledRejection", onUncaught);
});
afterEach(() => {
  process.off("uncaughtException", onUncaught).off("unhandledRejection", onUncaught);
  expect(uncaught).toEqual([]);
});

/** A server that answers as the test tells it. */
async function serve(answer: (event: string) => unknown = joinAnswer): Promise<TestServer> {
  return startServer((io) => {
    io.on("connection", (socket) => {
      const { join = [] } = socket.handshake.auth as { join?: { channel: string }[] };
      for (const { channel } of join)
        socket.emit("channel:joined", { channel, answer: answer("channel:join") });
      socket.onAny((event: string, ...args: unknown[]) => {
        const ack = args.at(-1);
        if (typeof ack === "function") (ack as (answer: unknown) => void)(answer(event));
      });
    });
  });
}

function joinAnswer(event: string): unknown {
  if (event !== "channel:join") return { ok: true, data: null };
  const history = { epoch: "e", offset: 0, recovered: true, missed: [] };
  return { ok: true, data: { channel: "room", presence: { version: 0, count: 0, members: [] }, history } };
}

function clientOf({ url }: TestServer, token?: () => string): Client {
  return createClient({
    url,
    reconnect: { minMs: 1, maxMs: 5 },
    socket: { transports: ["websocket"] },
    ...(token && { token }),
  });
}

function nextStatus(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const off = client.status.subscribe(() => {
      off();
      resolve();
    });
  });
}

const online = (client: Client): Promise<boolean> =>
  waitFor(() => client.status.getSnapshot().is === "online");

describe.each(Object.keys(wellFormed) as (keyof BuiltInServerEvents)[])(
  "%s, malformed in every way",
  (event) => {
    it("is ignored, and the client goes on", async () => {
      await using server = await serve();
      await using client = clientOf(server, () => "good");
      const room = client.channel("room");
      const heard: unknown[] = [];
      room.on("said", (payload) => heard.push(payload));
      room.presence.subscribe(() => undefined);
      client.notifications().subscribe(() => undefined);
      await waitFor(() => room.state.getSnapshot().is === "joined");
      for (const payload of [...spoilt(wellFormed[event]), undefined]) {
        await online(client);
        const changed = nextStatus(client);
        server.io.emit(event, payload);
        server.io.emit(event, payload, { channel: "room" });
        // The end of the identity is the end of this connection.
        if (event === "auth:revoked") {
          await changed;
          client.connect();
        }
      }
      await online(client);
      await client.request("ping");
      await waitFor(() => ["joined", "refused"].includes(room.state.getSnapshot().is));
      room.leave();
      const again = client.channel("room");
      again.on("said", (payload) => heard.push(payload));
      again.presence.subscribe(() => undefined);
      await waitFor(() => again.state.getSnapshot().is === "joined");
      server.io.emit("presence:join", { channel: "room", version: 9, members: [null, memberOf("c")] });
      server.io.emit("said", "at last", { channel: "room" });
      await waitFor(() => heard.includes("at last"));
      expect(again.presence.getSnapshot()).toContainEqual(memberOf("c"));
      const { items } = client.notifications().getSnapshot();
      expect(items.filter(({ id }) => typeof id !== "string")).toEqual([]);
    });
  },
);

it("messages with malformed places lose none that is well formed", async () => {
  await using server = await serve();
  await using client = clientOf(server);
  const room = client.channel("room");
  const heard: unknown[] = [];
  room.on("said", (payload) => heard.push(payload));
  await waitFor(() => room.state.getSnapshot().is === "joined");
  for (const mark of marks)
    server.io.emit("said", "odd", { channel: "room", ...(mark as object), epoch: "e", offset: "x" });
  for (const offset of [1, 2, 3]) server.io.emit("said", offset, { channel: "room", epoch: "e", offset });
  await waitFor(() => heard.includes(3));
  expect(heard.filter((payload) => payload !== "odd")).toEqual([1, 2, 3]);
  // What has no place is delivered as it comes, and nothing is asked for because of it.
  expect(heard.filter((payload) => payload === "odd")).toHaveLength(marks.length);
});

it("a list of members with holes in it shows the others", async () => {
  await using server = await serve();
  await using client = clientOf(server);
  const { presence } = client.channel("room");
  presence.subscribe(() => undefined);
  const show = (version: number, members: unknown[]): unknown =>
    server.io.emit("presence:state", { channel: "room", version, count: members.length, members });
  await online(client);
  show(1, [member]);
  await waitFor(() => presence.getSnapshot().length === 1);
  show(2, [null, memberOf("c")]);
  await waitFor(() => presence.getSnapshot().some(({ id }) => id === "c"));
  expect(presence.getSnapshot()).toEqual([memberOf("c")]);
});

it("events with a number as name are ignored", async () => {
  await using server = await serve();
  await using client = clientOf(server);
  client.connect();
  await online(client);
  for (const socket of server.io.of("/").sockets.values()) socket.emit(5 as never, {});
  expect(await client.request("ping")).toBeNull();
});

const answer = joinAnswer("channel:join") as { data: { presence: object; history: object } };
const replies = [
  ...junk,
  ...junk.map((data) => ({ ok: true, data })),
  ...spoilt(answer.data.presence).map((presence) => ({ ok: true, data: { ...answer.data, presence } })),
  ...spoilt(answer.data.history).map((history) => ({ ok: true, data: { ...answer.data, history } })),
  ...spoilt({ ok: false, error: "forbidden", message: "No.", status: 503, retryAfterMs: 1 }, false),
];

it("an answer to a join that is malformed joins or refuses, and the next one counts", async () => {
  let next: unknown;
  await using server = await serve((event) => (event === "channel:join" ? next : joinAnswer(event)));
  for (const reply of replies) {
    await using client = clientOf(server);
    const room = client.channel("room");
    const heard: unknown[] = [];
    next = reply;
    room.on("said", (payload) => heard.push(payload));
    await waitFor(() => ["joined", "refused"].includes(room.state.getSnapshot().is));
    next = joinAnswer("channel:join");
    if (room.state.getSnapshot().is === "refused") await client.refreshToken();
    await waitFor(() => room.state.getSnapshot().is === "joined");
    // An offset of `true` counts as 1, which was delivered then.
    for (const offset of [1, 2]) server.io.emit("said", "in place", { channel: "room", epoch: "e", offset });
    await waitFor(() => heard.includes("in place"));
    server.io.emit("said", "at last", { channel: "room", epoch: "z", offset: 1 });
    await waitFor(() => heard.includes("at last"));
  }
});

it("a time that is none makes no client ask in a loop", async () => {
  await using server = await serve((event) =>
    event === "channel:join"
      ? { ok: false, error: "unavailable", status: 503, retryAfterMs: "x" }
      : joinAnswer(event),
  );
  let asked = 0;
  await using client = clientOf(server, () => {
    if (++asked > 1) throw new Error("no token now");
    return "good";
  });
  const debug: unknown[] = [];
  client.onError((error) => debug.push(error));
  client.channel("room").on("said", () => undefined);
  await online(client);
  for (const expiresInMs of [null, "x", {}]) server.io.emit("auth:expiring", { expiresInMs });
  for (let n = 0; n < 100; n++) await client.request("ping");
  expect(asked).toBeLessThan(10);
  expect(debug.length).toBeLessThan(10);
});

it.each([null, "x", 5, { error: 5 }, { retryAfterMs: "x" }, { error: "unavailable", retryAfterMs: -1e9 }])(
  "a refusal with the data %j is waited behind",
  async (data) => {
    await using server = await startServer((io) => {
      io.use((_socket, next) => {
        next(Object.assign(new Error("no"), { data }));
      });
    });
    await using client = createClient({ url: server.url, reconnect: { minMs: 60_000, maxMs: 60_000 } });
    const before = Date.now();
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "waiting");
    const { nextAt } = client.status.getSnapshot() as { nextAt: number };
    expect(nextAt).toBeGreaterThanOrEqual(before);
  },
);
