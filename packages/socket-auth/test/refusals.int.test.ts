import { refused, startServer } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import { createAuthenticator, createSocketAuthMiddleware } from "../src/index.js";
import type { AuthenticatorOptions } from "../src/index.js";
import { byNumber, serve, silent } from "./kit.js";

type Line = Record<string, unknown>;

/** A logger that keeps the fields of its lines. */
function recorder(): { logger: NonNullable<AuthenticatorOptions["logger"]>; lines: Line[] } {
  const lines: Line[] = [];
  const keep = (fields: object): number => lines.push(fields as Line);
  return { logger: { debug: keep, info: keep, warn: keep, error: keep }, lines };
}

describe("a refused handshake", () => {
  it.each<[string, object, string, RegExp]>([
    ["no token", {}, "no_token", /auth: \{ token \}/],
    ["a token under another name", { auth: { apiToken: "x1x2x3x4" } }, "no_token", /its auth has apiToken/],
    ["an unknown token", { auth: { token: "nobody-4711" } }, "token_not_recognised", /asked: api/],
    ["a token with its scheme", { auth: { token: "Bearer nobody-4711" } }, "malformed_token", /token alone/],
    ["a token with blanks", { auth: { token: "no body 4711" } }, "malformed_token", /without blanks/],
    ["a token that is a number", { auth: { token: 4711 } }, "malformed_token", /of type number/],
  ])("is told to the log in one line: %s", async (_name, options, reason, hint) => {
    const { logger, lines } = recorder();
    await using server = await serve({ logger });
    const { data } = await refused(server.client(options));
    expect(data).toMatchObject({ error: "unauthenticated" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      event: "handshake_refused",
      code: "unauthenticated",
      reason,
      hint: expect.stringMatching(hint) as string,
      namespace: "/",
    });
    expect(JSON.stringify(lines)).not.toMatch(/nobody-4711|no body|x1x2x3x4/);
  });

  it("is told with the origin that is not allowed, on polling and over WebSocket", async () => {
    const { logger, lines } = recorder();
    await using server = await serve({ logger, allowedOrigins: ["https://app.example"] });
    for (const transport of ["polling", "websocket"] as const) {
      await refused(
        server.client({
          transports: [transport],
          extraHeaders: { origin: "https://evil.example" },
          auth: { token: "42" },
        }),
      );
    }
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({
      event: "handshake_refused",
      reason: "origin_not_allowed",
      hint: expect.stringContaining('"https://evil.example" to allowedOrigins') as string,
    });
  });

  it("is counted in a flood", async () => {
    const { logger, lines } = recorder();
    await using server = await serve({ logger });
    for (let client = 0; client < 30; client += 1) await refused(server.client());
    expect(lines).toHaveLength(20);
  });
});

describe("a guard that names no user", () => {
  it.each<[string, unknown, RegExp]>([
    ["true", true, /returned true: return the user/],
    ["a text", "ada", /returned a string: return the user/],
    ["a user without an id", { name: "Ada", _id: "7" }, /fields: name, _id.*userIdOf.*auth\.userIdOf/],
    ["an identity without an id", { user: { name: "Ada" } }, /userIdOf/],
    ["an end that is no number", { user: { id: 1 }, expiresAt: "tomorrow" }, /expiresAt is not a number/],
  ])("is told once, though it refuses: %s", async (_name, answer, hint) => {
    const { logger, lines } = recorder();
    await using server = await serve({ logger, guards: { api: () => answer as never } });
    for (let client = 0; client < 2; client += 1) await refused(server.client({ auth: { token: "x" } }));
    const told = lines.filter(({ event }) => event === "guard_answer_unusable");
    expect(told).toEqual([
      { event: "guard_answer_unusable", guard: "api", hint: expect.stringMatching(hint) as string },
    ]);
  });

  it.each([null, undefined, false, 0, ""])("is not told when it refuses with %j", async (answer) => {
    const { logger, lines } = recorder();
    await using server = await serve({ logger, guards: { api: () => answer as never } });
    await refused(server.client({ auth: { token: "x" } }));
    expect(lines.map(({ event }) => event)).toEqual(["handshake_refused"]);
  });

  it("is told at a re-check as well", async () => {
    const { logger, lines } = recorder();
    const guard = {
      authenticate: () => ({ user: { name: "Ada" }, id: 7 }),
      recheck: () => ({ name: "Ada" }),
    };
    await using server = await serve({ logger, guards: { api: guard as never } });
    const client = await server.connect({ auth: { token: "x" } });
    expect(await client.emitWithAck("whoami", null)).toMatchObject({ error: "unauthenticated" });
    expect(lines).toMatchObject([{ event: "guard_answer_unusable", guard: "api" }]);
  });
});

describe("what cannot be a guard", () => {
  it.each([
    { token: "x" },
    {},
    null,
    5,
    "name",
    { authenticate: "x" },
    { authenticate: byNumber, recheck: 5 },
  ])("is refused when it is registered: %j", (guard) => {
    const error = expect.objectContaining({ code: "E_INVALID_GUARD" }) as Error;
    expect(() => createAuthenticator().guard("api", guard as never)).toThrow(error);
    expect(() => createAuthenticator({ guards: { api: guard as never } })).toThrow(error);
  });
});

it("tells on a plain server that a guard's name is not known", async () => {
  const { logger, lines } = recorder();
  await using server = await startServer((io: Server) => {
    io.use(createSocketAuthMiddleware({ guard: "api", logger }));
  });
  expect((await refused(server.client({ auth: { token: "x" } }))).data).toMatchObject({
    error: "unavailable",
  });
  expect(lines).toMatchObject([{ event: "guard_failed", err: { code: "E_UNKNOWN_GUARD" } }]);
});

it("refuses a re-check that is no re-check", () => {
  for (const recheck of ["never", { ttl: 5 }, 5, { ttlMs: "5" }]) {
    expect(() => createAuthenticator({ recheck: recheck as never, logger: silent })).toThrow(
      expect.objectContaining({ code: "E_INVALID_RECHECK" }) as Error,
    );
  }
});
