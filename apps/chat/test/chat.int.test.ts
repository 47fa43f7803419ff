import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connected, createClient, nextEvent, refused, waitFor } from "@carillon/socket-testing";
import type { Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { demoSignIns } from "../shared/demo-sign-ins.js";
import { logIn, signIn } from "./people.js";
import { failToStart, startChat, temporaryFolder } from "./start-chat.js";
import type { RunningChat } from "./start-chat.js";

// Most of these tests start processes, which takes seconds on a busy machine.

let chat: RunningChat;
const sockets: Socket[] = [];

beforeAll(async () => {
  chat = await startChat();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => chat.stop());

function socketOf(auth: object, url = chat.url): Socket {
  const made = createClient(url, { auth });
  sockets.push(made);
  return made;
}

describe("starting", () => {
  test("prints the address, two people to open, and the sign-ins", () => {
    expect(chat.output()).toContain(`http://localhost:${String(chat.port)}/?as=grace`);
    for (const { handle, password } of demoSignIns)
      expect(chat.output()).toMatch(new RegExp(`${handle} +${password}`));
  });

  test.each(["SIGTERM", "SIGINT"] as const)("%s ends it cleanly, with a client connected", async (signal) => {
    await using other = await startChat();
    const token = await (await signIn(other.url, "ada")).token();
    const ada = await connected(socketOf({ token }, other.url));
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
    [
      { CARILLON_REDIS_URL: "redis://127.0.0.1:1", CHAT_DATABASE: "" },
      "No Redis answers on 127.0.0.1:1. Is it running, and is CARILLON_REDIS_URL right?",
      "2",
    ],
    [{}, "Several nodes share one database file: CHAT_DATABASE cannot be :memory:.", "2"],
    [{}, '--nodes is a whole number from 1 to 8, not "two".', "two"],
    [{ CHAT_PAGE: "/nowhere" }, "The page is not built yet: run `pnpm --filter chat build`."],
  ])("%o is one clear line", async (env: Readonly<Record<string, string>>, line, nodes = "1") => {
    expect(await failToStart(env, ["--nodes", nodes])).toEqual({ code: 1, output: `${line}\n` });
  });

  test("several nodes without a redis-server say what they need", async () => {
    await using folder = await temporaryFolder();
    const env = { PATH: folder.path, CHAT_DATABASE: `${folder.path}/chat.db` };
    const { code, output } = await failToStart(env, ["--nodes", "2"]);
    expect(code).toBe(1);
    expect(output).toContain("there is no redis-server on this machine");
    expect(output).toContain("CARILLON_REDIS_URL=redis://127.0.0.1:6379 npx -y pnpm@12 demo --nodes 2");
  });
});

describe("signing in", () => {
  test("gives a cookie that no script reads, of the user's own path, and tokens for it", async () => {
    const response = await logIn(chat.url, "ada", demoSignIns[0]?.password);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ id: "1", handle: "ada", name: "Ada" });
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^chat_session=[\w-]{43}; Max-Age=\d+; Path=\/api\/sessions\/1; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    expect(await (await signIn(chat.url, "ada")).token()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test.each([
    ["a wrong password", "ada", "wrong", 401],
    ["another user's password", "ada", demoSignIns[1]?.password, 401],
    ["a user that is none", "nobody", "wrong", 401],
    ["no password", "ada", undefined, 422],
    ["something else than text", { $ne: null }, ["x"], 422],
  ])("refuses %s", async (_what, handle, password, status) => {
    const response = await logIn(chat.url, handle, password);
    expect(response.status).toBe(status);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.json()).toEqual({ message: expect.any(String) as string });
  });

  test("refuses further guesses for one name, and lets others sign in", async () => {
    await using own = await startChat();
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess++)
      statuses.push((await logIn(own.url, "ada", `wrong ${String(guess)}`)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    const late = await logIn(own.url, " ADA ", demoSignIns[0]?.password);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(own.url, "grace")).user.name).toBe("Grace");
  });

  test("refuses pages of other origins, with the cookie too", async () => {
    const { cookie } = await signIn(chat.url, "ada");
    const headers = { origin: "https://evil.example" };
    expect((await logIn(chat.url, "ada", demoSignIns[0]?.password, headers)).status).toBe(403);
    const request = { method: "POST", headers: { ...headers, cookie } };
    expect((await fetch(`${chat.url}/api/sessions/1/token`, request)).status).toBe(403);
    const own = { method: "POST", headers: { origin: chat.url, cookie } };
    expect((await fetch(`${chat.url}/api/sessions/1/token`, own)).status).toBe(200);
  });

  test("one user's cookie gets no token of another", async () => {
    const { cookie } = await signIn(chat.url, "ada");
    const answer = await fetch(`${chat.url}/api/sessions/2/token`, { method: "POST", headers: { cookie } });
    expect(answer.status).toBe(401);
  });

  test("answers a body that is no JSON without a stack", async () => {
    const response = await fetch(`${chat.url}/api/sessions`, {
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
    const error = await refused(socketOf(auth));
    expect(error.message).toMatch(/^Unauthenticated/);
    expect(error.data).toMatchObject({ error: "unauthenticated", status: 401 });
  });

  test("a token of another server is refused", async () => {
    await using other = await startChat();
    const token = await (await signIn(other.url, "ada")).token();
    expect((await refused(socketOf({ token }))).message).toMatch(/^Unauthenticated/);
  });

  test("signing out ends the session's connections, tokens and cookie, and no others", async () => {
    const [here, there] = [await signIn(chat.url, "mary"), await signIn(chat.url, "mary")];
    const token = await here.token();
    const [first, other] = [
      await connected(socketOf({ token })),
      await connected(socketOf({ token: await there.token() })),
    ];
    const revoked = nextEvent(first, "auth:revoked");
    const answer = await fetch(`${chat.url}/api/sessions/3`, {
      method: "DELETE",
      headers: { cookie: here.cookie },
    });
    expect(answer.status).toBe(204);
    expect(await revoked).toMatchObject([{ error: "revoked" }]);
    expect((await refused(socketOf({ token }))).message).toMatch(/^Unauthenticated/);
    expect(await here.token()).toBeUndefined();
    expect(other.connected).toBe(true);
  });

  test("signing out everywhere ends all of them", async () => {
    const [here, there] = [await signIn(chat.url, "joan"), await signIn(chat.url, "joan")];
    const socket = await connected(socketOf({ token: await there.token() }));
    const revoked = nextEvent(socket, "auth:revoked");
    await fetch(`${chat.url}/api/sessions/4/all`, { method: "DELETE", headers: { cookie: here.cookie } });
    expect(await revoked).toMatchObject([{ error: "revoked", reconnect: false }]);
    expect(await there.token()).toBeUndefined();
  });
});

test("the page may run no inline script and be framed by no other page", async () => {
  const { headers } = await fetch(`${chat.url}/api/sessions/1/token`, { method: "POST" });
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  expect(headers.get("x-powered-by")).toBeNull();
});

test("the log has no token, no password, no cookie and no message in it", async () => {
  const { token, cookie } = await signIn(chat.url, "ada");
  const secret = await token();
  const ada = await connected(socketOf({ token: secret }));
  await ada.emitWithAck("messages:send", {
    id: crypto.randomUUID(),
    room: "lobby",
    text: "between you and me",
  });
  await waitFor(() => chat.output().includes("chat message"));
  const log = chat.output().split("Ctrl+C ends it.")[1];
  for (const hidden of [secret, cookie, "between you and me", ...demoSignIns.map(({ password }) => password)])
    expect(log).not.toContain(hidden);
});
