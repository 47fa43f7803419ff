import { stampAuthState } from "@carillon/socket-contract/server";
import type { Identity } from "@carillon/socket-contract/server";
import { refused, startServer, transports } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { describe, expect, it } from "vitest";
import { createAuthenticator } from "../src/index.js";
import { silent } from "./kit.js";
import type { AuthenticatorOptions, GuardFunction } from "../src/index.js";

const ada: Identity = { user: { id: 42, name: "Ada" }, id: "42" } as Identity;

/** A server on which an HTTP middleware vouches for each request with the header. */
function start(
  guard: GuardFunction,
  identity = ada,
  name: string | null = null,
  options: AuthenticatorOptions = {},
): Promise<TestServer> {
  return startServer((io) => {
    io.engine.use((request: { headers: object; socket: object }, _response: unknown, next: () => void) => {
      if ("x-vouched" in request.headers) stampAuthState(request, { identity, guard: name });
      // As Node marks the sockets of a server that speaks TLS itself.
      if ("x-tls" in request.headers) Object.assign(request.socket, { encrypted: true });
      next();
    });
    const auth = createAuthenticator({ ...options, guards: { api: guard } });
    io.use(auth.connectionMiddleware());
    auth.attach(io).seal();
    const protect = auth.eventMiddleware();
    io.on("connection", (socket) => {
      socket.on("who", async (ack: (answer: unknown) => void) => {
        try {
          await protect({ socket, context: {}, next: () => Promise.resolve() });
          ack("fine");
        } catch (error) {
          ack((error as { code: unknown }).code);
        }
      });
      socket.on("unstamp", (ack: () => void) => {
        stampAuthState(socket.request, { identity: null, guard: null });
        ack();
      });
    });
  });
}

const vouched = { extraHeaders: { "x-vouched": "1" } };
const only =
  (token: string): GuardFunction =>
  (credentials): unknown =>
    credentials.token === token ? ada.user : null;

it("asks no guard where a middleware ahead of Socket.IO vouches for the user", async () => {
  const asked: unknown[] = [];
  await using server = await start((credentials): unknown => {
    asked.push(credentials);
    return false;
  });
  const client = await server.connect(vouched);
  expect(await client.emitWithAck("who")).toBe("fine");
  expect(asked).toEqual([]);
  expect(await refused(server.client())).toMatchObject({
    message: expect.stringMatching(/^Unauthenticated/) as string,
  });
});

it("ends the identity at the next event when no middleware vouches for it any more", async () => {
  await using server = await start(only("token"));
  const client = await server.connect(vouched);
  await client.emitWithAck("unstamp");
  expect(await client.emitWithAck("who")).toBe("unauthenticated");
});

it("asks the guard itself about a token that comes later, and at each event from then on", async () => {
  let accepted = "fresh";
  await using server = await start(({ token }): unknown => (token === accepted ? ada.user : null));
  const client = await server.connect(vouched);
  expect(await client.emitWithAck("auth:refresh", { token: "stale" })).toMatchObject({ ok: false });
  expect(await client.emitWithAck("auth:refresh", { token: "fresh" })).toMatchObject({ ok: true });
  expect(await client.emitWithAck("who")).toBe("fine");
  accepted = "other";
  expect(await client.emitWithAck("who")).toBe("unauthenticated");
});

it("refuses an identity that has ended, and one for a guard that is not asked", async () => {
  await using expired = await start(only("token"), { ...ada, expiresAt: Date.now() - 1 });
  expect(await refused(expired.client(vouched))).toMatchObject({ data: { error: "token_expired" } });
  await using other = await start(only("token"), ada, "admin");
  expect(await refused(other.client(vouched))).toMatchObject({ data: { error: "unauthenticated" } });
});

describe.each(transports)("a page over %s", (transport) => {
  it.each([
    "https://evil.example",
    "http://127.0.0.1:1",
    "null",
    "nonsense",
    "http://127.0.0.1.evil.example",
  ])("of %s is not believed to be the user whom its browser's cookies vouch for", async (origin) => {
    const logged: unknown[] = [];
    const logger = {
      debug() {},
      info() {},
      warn() {},
      error: (...args: unknown[]) => void logged.push(args),
    };
    await using server = await start(only("token"), ada, null, { logger });
    const page = { transports: [transport], extraHeaders: { ...vouched.extraHeaders, origin } };
    expect(await refused(server.client(page))).toMatchObject({ data: { error: "unauthenticated" } });
    expect(JSON.stringify(logged)).toContain("set allowedOrigins");
    const client = await server.connect({ ...page, auth: { token: "token" } });
    expect(await client.emitWithAck("who")).toBe("fine");
  });

  it("of the plain http site of a host is not believed by its https site", async () => {
    await using server = await start(only("token"), ada, null, { logger: silent });
    const from = (origin: string, headers: object): object => ({
      transports: [transport],
      extraHeaders: { ...vouched.extraHeaders, origin, ...headers },
    });
    const { host } = new URL(server.url);
    for (const headers of [
      { "x-forwarded-proto": "https" },
      { "x-forwarded-proto": "HTTPS, http" },
      { "x-tls": "1" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      const refusal = await refused(server.client(from(`http://${host}`, headers)));
      expect(refusal).toMatchObject({ data: { error: "unauthenticated" } });
    }
    for (const [scheme, headers] of [
      ["https", { "x-forwarded-proto": "https" }],
      ["https", { "x-tls": "1" }],
      ["https", {}],
      ["http", { "sec-fetch-site": "same-origin" }],
    ] as const) {
      const client = await server.connect(from(`${scheme}://${host}`, headers));
      expect(await client.emitWithAck("who")).toBe("fine");
    }
  });

  it("of the server itself is believed, and of an origin that is allowed", async () => {
    await using own = await start(only("token"));
    const from = (origin: string): object => ({
      transports: [transport],
      extraHeaders: { ...vouched.extraHeaders, origin },
    });
    expect(await (await own.connect(from(own.url))).emitWithAck("who")).toBe("fine");
    const allowedOrigins = ["https://app.example"];
    await using allowing = await start(only("token"), ada, null, { allowedOrigins });
    const client = await allowing.connect(from("https://app.example"));
    expect(await client.emitWithAck("who")).toBe("fine");
  });
});
