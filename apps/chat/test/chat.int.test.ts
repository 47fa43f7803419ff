import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connected, createClient, nextEvent, refused, waitFor } from "@carillon/socket-testing";
import type { ClientEventName, ClientEvents, RequestPayload, RequestReply, ServerEvents } from "carillon";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Session } from "../shared/contract.js";
import { demoSignIns } from "../shared/demo-sign-ins.js";
import { request } from "../web/chat-socket.js";
import type { ChatSocket } from "../web/chat-socket.js";
import { failToStart, startChat, temporaryFolder } from "./start-chat.js";
import type { RunningChat } from "./start-chat.js";

// Most of these tests start processes, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const secret = "a secret of thirty-two bytes or more";
let chat: RunningChat;
const clients: ChatSocket[] = [];

beforeAll(async () => {
  chat = await startChat();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => chat.stop());

function logIn(handle: unknown, password: unknown, url = chat.url): Promise<Response> {
  return fetch(`${url}/api/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ handle, password }),
  });
}

async function session(handle: string, url = chat.url): Promise<Session> {
  const demo = demoSignIns.find((signIn) => signIn.handle === handle);
  return (await (await logIn(handle, demo?.password, url)).json()) as Session;
}

function client(auth: object, url = chat.url): ChatSocket {
  const made = createClient<ServerEvents, ClientEvents>(url, { auth });
  clients.push(made);
  return made;
}

async function enter(handle: string, url = chat.url): Promise<ChatSocket> {
  return connected(client({ token: (await session(handle, url)).token }, url));
}

/** What the server answers to an event that must succeed. */
async function reply<Event extends ClientEventName>(
  client: ChatSocket,
  event: Event,
  payload: RequestPayload<Event>,
): Promise<RequestReply<Event>> {
  const answer = await request(client, event, payload);
  if (!answer.ok) throw new Error(`${event}: ${answer.message}`);
  return answer.data;
}

describe("starting", () => {
  test("prints the address and both sign-ins", () => {
    expect(chat.output()).toContain(`http://localhost:${String(chat.port)}`);
    for (const { handle, password } of demoSignIns)
      expect(chat.output()).toMatch(new RegExp(`${handle} +${password}`));
  });

  test.each(["SIGTERM", "SIGINT"] as const)("%s ends it cleanly, with somebody connected", async (signal) => {
    await using other = await startChat();
    const ada = await enter("ada", other.url);
    const told = nextEvent(ada, "server:draining");
    const gone = nextEvent(ada, "disconnect");
    expect(await Promise.all([other.stop(signal), other.stop(signal)])).toEqual([0, 0]);
    await told;
    // With this reason, and not with "io server disconnect", a client reconnects by itself.
    expect((await gone)[0]).toBe("transport close");
  });

  test("a port in use is one clear line and exit code 1", async () => {
    const holder = createServer().listen(0);
    const port = String((holder.address() as AddressInfo).port);
    const { code, output } = await failToStart({ PORT: port });
    await new Promise((resolve) => holder.close(resolve));
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `Port ${port} is in use. Stop the other process, or choose another port: PORT=3001`,
    );
  });

  test.each([
    [{ PORT: "web" }, 'PORT is a whole number from 0 to 65535, not "web".'],
    [{ PORT: "70000" }, 'PORT is a whole number from 0 to 65535, not "70000".'],
    [
      { CHAT_SECRET: "short" },
      "jwtGuard: the secret must have at least 32 bytes; make one with openssl rand -hex 32.",
    ],
    [{ CHAT_PAGE: "/nowhere" }, "The page is not built yet: run `pnpm --filter chat build`."],
  ])("%o is one clear line", async (env, line) => {
    expect(await failToStart(env)).toEqual({ code: 1, output: `${line}\n` });
  });
});

describe("signing in", () => {
  test("gives a token to whoever knows a password", async () => {
    const { token, user } = await session("ada");
    expect(user).toEqual({ id: "1", handle: "ada", name: "Ada" });
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test.each([
    ["a wrong password", "ada", "wrong", 401],
    ["another user's password", "ada", demoSignIns[1]?.password, 401],
    ["a user that is none", "nobody", "wrong", 401],
    ["no password", "ada", undefined, 422],
    ["something else than text", { $ne: null }, ["x"], 422],
  ])("refuses %s", async (_what, handle, password, status) => {
    const response = await logIn(handle, password);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) as string });
  });

  test("refuses further guesses for one name, and lets others sign in", async () => {
    await using own = await startChat();
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess++) {
      statuses.push((await logIn("ada", `wrong ${String(guess)}`, own.url)).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    const refused = await logIn(" ADA ", demoSignIns[0]?.password, own.url);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await session("grace", own.url)).user.name).toBe("Grace");
  });

  test("answers a body that is no JSON without a stack", async () => {
    const response = await fetch(`${chat.url}/api/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: "The request could not be read." });
  });

  test.each([
    ["no token", {}],
    ["a made-up token", { token: "made-up" }],
    [
      "an unsigned token",
      { token: `${btoa('{"alg":"none"}')}.${btoa('{"sub":"1","exp":9999999999}')}.`.replaceAll("=", "") },
    ],
  ])("the handshake refuses %s", async (_what, auth) => {
    const error = await refused(client(auth));
    expect(error.message).toMatch(/^Unauthenticated/);
    expect(error.data).toMatchObject({ error: "unauthenticated", status: 401 });
  });

  test("a token of another server is refused, one of the same secret is not", async () => {
    await using first = await startChat({ CHAT_SECRET: secret });
    await using second = await startChat({ CHAT_SECRET: secret });
    const { token } = await session("ada", first.url);
    await connected(client({ token }, second.url));
    expect((await refused(client({ token }))).message).toMatch(/^Unauthenticated/);
  });
});

test("an expired token ends the session, and is refused from then on", async () => {
  await using own = await startChat({ CHAT_TOKEN_SECONDS: "1" });
  const { token } = await session("ada", own.url);
  const ada = await connected(client({ token }, own.url));
  const gone = nextEvent(ada, "disconnect");
  await gone;
  const error = await refused(client({ token }, own.url));
  expect(error.data).toMatchObject({ error: "token_expired", status: 401 });
});

describe("rooms", () => {
  test("there are three from the start", async () => {
    const ada = await enter("ada");
    const rooms = await reply(ada, "rooms:list", undefined);
    expect(rooms.slice(0, 3).map(({ name }) => name)).toEqual(["lobby", "bell-tower", "workshop"]);
  });

  test("members hear each other, others do not", async () => {
    const [ada, grace, stranger] = await Promise.all([enter("ada"), enter("grace"), enter("grace")]);
    await request(ada, "rooms:join", { room: "lobby" });
    await request(grace, "rooms:join", { room: "lobby" });
    const overheard: unknown[] = [];
    stranger.on("chat:message", (message) => overheard.push(message));

    const heard = nextEvent(grace, "chat:message");
    const sent = await reply(ada, "chat:send", { room: "lobby", text: "  Stand! " });
    expect(sent).toMatchObject({ room: "lobby", text: "Stand!", from: { name: "Ada" } });
    expect(await heard).toEqual([sent]);

    await request(stranger, "rooms:list", undefined); // a broadcast to the stranger would have come before the answer
    expect(overheard).toEqual([]);
    const later = await reply(stranger, "rooms:join", { room: "lobby" });
    expect(later.messages).toContainEqual(sent);
  });

  test("who is not in a room can neither speak nor type in it", async () => {
    const [ada, grace] = await Promise.all([enter("ada"), enter("grace")]);
    await request(ada, "rooms:join", { room: "workshop" });
    const heard: unknown[] = [];
    ada.onAny((event: string) => heard.push(event));

    expect(await request(grace, "chat:send", { room: "workshop", text: "Psst" })).toMatchObject({
      ok: false,
      error: "forbidden_room",
    });
    expect(await request(grace, "chat:typing", { room: "workshop", isTyping: true })).toMatchObject({
      ok: false,
      error: "forbidden_room",
    });
    await request(ada, "rooms:list", undefined);
    expect(heard).toEqual([]);
  });

  test("one user opens five rooms and no more, and a refused one is not joined", async () => {
    await using own = await startChat();
    const ada = await enter("ada", own.url);
    const grace = await enter("grace", own.url);
    for (let n = 0; n < 5; n++) await reply(ada, "rooms:join", { room: `ada-${String(n)}` });
    const refused = await request(ada, "rooms:join", { room: "ada-5" });
    expect(refused).toMatchObject({ ok: false, error: "too_many_rooms", status: 409 });
    expect(await request(ada, "chat:send", { room: "ada-5", text: "hi" })).toMatchObject({
      ok: false,
      error: "forbidden_room",
    });
    // Others can open rooms, and Ada can enter those that are there.
    await reply(grace, "rooms:join", { room: "ada-5" });
    expect(await request(ada, "rooms:join", { room: "ada-5" })).toMatchObject({ ok: true });
  });

  test("typing reaches the others in the room, and not oneself", async () => {
    const [ada, grace] = await Promise.all([enter("ada"), enter("grace")]);
    for (const one of [ada, grace]) await request(one, "rooms:join", { room: "lobby" });
    const own: unknown[] = [];
    ada.on("chat:typing", (typing) => own.push(typing));
    const seen = nextEvent(grace, "chat:typing");
    await request(ada, "chat:typing", { room: "lobby", isTyping: true });
    expect(await seen).toMatchObject([{ room: "lobby", isTyping: true, from: { name: "Ada" } }]);
    expect(own).toEqual([]);
  });

  test.each(["users.2", " Users.2 ", "users.02", "users.nobody"])(
    "“%s” stays closed to Ada",
    async (room) => {
      const ada = await enter("ada");
      expect(await request(ada, "rooms:join", { room })).toMatchObject({
        ok: false,
        error: "forbidden_room",
        status: 403,
      });
      const { data } = await request(ada, "rooms:list", undefined);
      expect(JSON.stringify(data)).not.toContain("users.");
    },
  );

  test("one's own personal room is no chat room", async () => {
    const ada = await enter("ada");
    expect(await request(ada, "rooms:join", { room: "users.1" })).toMatchObject({
      ok: false,
      error: "bad_input",
    });
    expect(await request(ada, "rooms:leave", { room: "users.1" })).toMatchObject({
      ok: false,
      error: "unknown_room",
    });
    expect(await request(ada, "chat:send", { room: "users.1", text: "Me" })).toMatchObject({
      ok: false,
      error: "unknown_room",
    });
  });

  test.each([{ room: "" }, { room: "a b" }, { room: "x".repeat(41) }, { room: 7 }, {}, null])(
    "%o names no room",
    async (payload) => {
      const ada = await enter("ada");
      expect(await request(ada, "rooms:join", payload as never)).toMatchObject({
        ok: false,
        error: "validation_failed",
      });
    },
  );

  test("everybody learns who is where, also when somebody just goes away", async () => {
    const [ada, grace] = await Promise.all([enter("ada"), enter("grace")]);
    const members = new Map<string, string[]>();
    ada.on("room:updated", ({ name, members: people }) =>
      members.set(
        name,
        people.map((person) => person.name),
      ),
    );
    await request(ada, "rooms:join", { room: "bell-tower" });
    await request(grace, "rooms:join", { room: "bell-tower" });
    await waitFor(() => members.get("bell-tower")?.join() === "Ada,Grace");
    grace.disconnect();
    await waitFor(() => members.get("bell-tower")?.join() === "Ada");
    await request(ada, "rooms:leave", { room: "bell-tower" });
    await waitFor(() => members.get("bell-tower")?.join() === "");
  });

  test("a room that somebody opens is there for everybody", async () => {
    const [ada, grace] = await Promise.all([enter("ada"), enter("grace")]);
    const seen = nextEvent(grace, "room:updated");
    expect(await request(ada, "rooms:join", { room: "Handbells" })).toMatchObject({
      ok: true,
      data: { room: { name: "handbells", members: [{ name: "Ada" }] }, messages: [] },
    });
    expect(await seen).toMatchObject([{ name: "handbells", members: [{ name: "Ada" }] }]);
  });
});

test("whoever is mentioned and elsewhere is notified, and reads it on every device", async () => {
  const [ada, grace, phone] = await Promise.all([enter("ada"), enter("grace"), enter("grace")]);
  await request(ada, "rooms:join", { room: "workshop" });
  const notified = nextEvent(grace, "notification:new");
  await request(ada, "chat:send", {
    room: "workshop",
    text: "Could @Grace bring the rope? @ada will pay.",
  });
  expect(await notified).toMatchObject([
    { type: "mention", data: { room: "workshop", from: { name: "Ada" } } },
  ]);
  const { newest } = await reply(grace, "notifications:list", {});
  const read = nextEvent(phone, "notification:read-all");
  expect(await reply(grace, "notifications:read-all", { before: newest })).toMatchObject({ unread: 0 });
  expect(await read).toEqual([{ before: newest }]);
});

test("whoever was away finds the mention when they come, after a restart too", async () => {
  await using folder = await temporaryFolder();
  const env = { CHAT_DATABASE: join(folder.path, "chat.db") };
  await using before = await startChat(env);
  const ada = await enter("ada", before.url);
  await request(ada, "rooms:join", { room: "lobby" });
  await request(ada, "chat:send", { room: "lobby", text: "@grace, are you there?" });
  await waitFor(
    async () => (await reply(await enter("grace", before.url), "notifications:list", {})).unread === 1,
  );
  await before.stop("SIGKILL");
  await using after = await startChat(env);
  const grace = await enter("grace", after.url);
  expect(await reply(grace, "notifications:list", {})).toMatchObject({
    unread: 1,
    notifications: [{ data: { text: "@grace, are you there?" } }],
  });
});

test("too many messages are refused with a time to wait", async () => {
  await using own = await startChat();
  const ada = await enter("ada", own.url);
  await request(ada, "rooms:join", { room: "lobby" });
  const answers = await Promise.all(
    Array.from({ length: 11 }, (_, count) =>
      request(ada, "chat:send", { room: "lobby", text: String(count) }),
    ),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
  expect(answers.at(-1)).toMatchObject({
    error: "too_many_requests",
    retryAfterMs: expect.any(Number) as number,
  });
});

test("the log has no token, no password and no message in it", async () => {
  const { token } = await session("ada");
  const ada = await connected(client({ token }));
  await request(ada, "rooms:join", { room: "lobby" });
  await request(ada, "chat:send", { room: "lobby", text: "between you and me" });
  await waitFor(() => chat.output().includes("chat message"));
  const log = chat.output().split("Ctrl+C ends it.")[1];
  for (const secret of [token, "between you and me", ...demoSignIns.map(({ password }) => password)]) {
    expect(log).not.toContain(secret);
  }
});
