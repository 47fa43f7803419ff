import { SocketException } from "@carillon/socket-contract";
import { authStateOf } from "@carillon/socket-contract/server";
import { refused, startServer, transports, unhandledDuring, waitFor } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import { createAuthenticator, createSocketAuthMiddleware } from "../src/index.js";
import type { GuardFunction } from "../src/index.js";
import { byNumber, route, serve, silent, soleSocket } from "./kit.js";

const token = "4242424242";

describe.each(transports)("over %s, a handshake", (transport) => {
  it("signs in by auth payload, query or header, and shows no credential afterwards", async () => {
    for (const options of [
      { auth: { token, theme: "dark" } },
      { query: { token, theme: "dark" } },
      { extraHeaders: { authorization: `Bearer ${token}` } },
    ]) {
      await using server = await serve();
      await server.connect({ transports: [transport], ...options });
      const socket = soleSocket(server.io);
      expect(authStateOf(socket)).toMatchObject({
        identity: { id: token, user: { name: "Ada" } },
        guard: "api",
      });
      expect(authStateOf(socket.handshake)).toBe(authStateOf(socket));
      const [remote] = await server.io.fetchSockets();
      expect(JSON.stringify([socket.handshake, remote?.handshake])).not.toContain(token);
      expect(JSON.stringify(socket.handshake)).toContain("***REDACTED***");
    }
  });
});

describe("refusal", () => {
  it("answers with one connect_error that the seed's front end understands", async () => {
    await using server = await serve();
    for (const auth of [
      {},
      { token: "nobody" },
      { token: [] },
      { token: 42 },
      { token: { toString: "42" } },
    ]) {
      const error = await refused(server.client({ auth }));
      expect(error.message).toContain("Unauthenticated");
      expect(error.data).toEqual({
        ok: false,
        error: "unauthenticated",
        message: "Unauthenticated: sign in first.",
        status: 401,
      });
    }
    expect(server.io.sockets.sockets.size).toBe(0);
  });

  it("does not shop for the credential that fits, and asks the guard once", async () => {
    const asked: string[] = [];
    const guard: GuardFunction = ({ token: given }) => {
      asked.push(given);
      return given === token ? { id: 1 } : null;
    };
    await using server = await serve({ guard });
    await refused(server.client({ auth: { token: "bad" }, query: { token } }));
    expect(asked).toEqual(["bad"]);
    await server.connect({ auth: { token: " " }, query: { token } });
    expect(asked).toEqual(["bad", token]);
  });

  it.each([
    ["undefined", undefined],
    ["0", 0],
    ["an empty string", ""],
    ["true", true],
    ["a string", "42"],
    ["an empty object", {}],
    ["a list", [{ id: 1 }]],
    ["a user without an id", { name: "Ada" }],
    ["an id of NaN", { id: Number.NaN }],
    ["an id of null", { user: { id: 1 }, id: null, name: "Ada" }.id],
    ["an empty id", { id: " " }],
    ["an object as id", { id: {} }],
    ["an identity without a user", { user: null, id: 1 }],
    ["an end that is no time", { user: { id: 1 }, expiresAt: Number.NaN }],
    ["an end in the past", { user: { id: 1 }, expiresAt: 1 }],
  ])("refuses a guard's answer of %s", async (_name, answer) => {
    for (const guard of [() => answer, () => Promise.resolve(answer)]) {
      await using server = await serve({ guard });
      const error = await refused(server.client({ auth: { token } }));
      expect(error.message).toMatch(/^Unauthenticated/);
    }
  });

  it.each<[string, GuardFunction]>([
    ["throws", () => boom()],
    ["rejects", () => Promise.reject(new Error(`Bearer ${token}`))],
    [
      "throws a string",
      () => {
        throw `token=${token}`;
      },
    ],
    ["never answers", () => new Promise(() => undefined)],
  ])("is unavailable, retryable and silent about the cause when a guard %s", async (_name, guard) => {
    const lines: unknown[] = [];
    const logger = { ...silent, error: (...line: unknown[]) => lines.push(JSON.stringify(line), line) };
    const unhandled = await unhandledDuring(async () => {
      for (const required of [true, false]) {
        await using server = await serve({ guard, required, deadlineMs: 50, logger });
        const error = await refused(server.client({ auth: { token } }));
        expect(error.message).toMatch(/^Unauthenticated/);
        expect(error.data).toMatchObject({ error: "unavailable", status: 503, retryable: true });
        expect(JSON.stringify([error.message, error.data])).not.toContain(token);
      }
    });
    expect(unhandled).toEqual([]);
    expect(lines.length).toBeGreaterThan(0);
    expect(String(lines)).not.toContain(token);
  });

  it("passes on what a guard's SocketException says, scrubbed", async () => {
    const guard: GuardFunction = () => {
      throw new SocketException(`Suspended, token=${token}`, {
        code: "suspended",
        status: 403,
        data: { token },
      });
    };
    await using server = await serve({ guard });
    const error = await refused(server.client({ auth: { token } }));
    expect(error.message).toBe("Unauthenticated: Suspended, token=***REDACTED***");
    expect(error.data).toMatchObject({ error: "suspended", status: 403, data: { token: "***REDACTED***" } });
  });

  it("leaves nothing behind when the client goes while its guard is asked", async () => {
    const asked: (() => void)[] = [];
    const guard: GuardFunction = () =>
      new Promise((resolve) => {
        asked.push(() => {
          resolve({ id: 1 });
        });
      });
    await using server = await serve({ guard });
    const client = server.client({ auth: { token } });
    client.connect();
    await waitFor(() => asked.length === 1);
    client.close();
    await waitFor(() => server.io.engine.clientsCount === 0);
    asked[0]?.();
    await waitFor(() => server.io.of("/").adapter.rooms.size === 0);
    expect(server.auth.revoke({ userId: 1 })).toBe(0);
    expect(asked).toHaveLength(1);
  });
});

describe("public and protected", () => {
  it("lets anonymous sockets in where authentication is optional, but not to protected events", async () => {
    await using server = await serve({ required: false }, (io) => {
      io.on("connection", (socket) => {
        route(socket, "ping", () => undefined);
      });
    });
    for (const auth of [{}, { token: "nobody" }]) {
      const client = await server.connect({ auth });
      expect(await client.emitWithAck("ping", null)).toEqual({ ok: true });
      expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
    }
    const client = await server.connect({ auth: { token } });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
  });

  it("refuses protected events where the connection middleware was forgotten, in another namespace too", async () => {
    const auth = createAuthenticator({ guards: { api: byNumber }, logger: silent });
    await using server = await startServer((io: Server) => {
      io.use(auth.connectionMiddleware());
      io.of("/admin").on("connection", (socket) => {
        route(socket, "whoami", () => auth.eventMiddleware()({ socket, next: () => undefined }));
      });
    });
    const client = await server.connect({ namespace: "/admin", auth: { token } });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
  });

  it("pins guards, any of several, and abilities", async () => {
    const guards = {
      api: byNumber,
      admin: (({ token: given }) =>
        given === "root" ? { user: { id: 0 }, abilities: ["read"] } : null) satisfies GuardFunction,
    };
    const auth = createAuthenticator({ guards, guard: "api,admin", logger: silent });
    await using server = await startServer((io: Server) => {
      io.use(auth.connectionMiddleware());
      io.on("connection", (socket) => {
        const next = (): undefined => undefined;
        route(socket, "any", () => auth.eventMiddleware("socket")({ socket, next }));
        route(socket, "admin", () => auth.eventMiddleware("admin")({ socket, next }));
        route(socket, "both", () => auth.eventMiddleware("api,admin")({ socket, next }));
        route(socket, "read", () => auth.abilityMiddleware("read")({ socket, next }));
        route(socket, "write", () => auth.abilityMiddleware("read", "write")({ socket, next }));
      });
    });
    auth.seal();
    const outcomes = async (given: string): Promise<unknown[]> => {
      const client = await server.connect({ auth: { token: given } });
      const answers = ["any", "admin", "both", "read", "write"].map((event) =>
        client.emitWithAck(event, null),
      );
      return (await Promise.all(answers)).map((answer: { error?: string }) => answer.error ?? "ok");
    };
    expect(await outcomes("root")).toEqual(["ok", "ok", "ok", "ok", "forbidden"]);
    expect(await outcomes("7")).toEqual(["ok", "unauthenticated", "ok", "forbidden", "forbidden"]);
  });
});

describe("wrong use", () => {
  it("names an unknown guard, the known ones and the likely one at boot", () => {
    const auth = createAuthenticator({ guards: { api: byNumber, admin: byNumber } });
    auth.eventMiddleware("admim");
    expect(() => {
      auth.seal();
    }).toThrow(/no guard "admim".*api, admin.*did you mean "admin"/);
    expect(() => createSocketAuthMiddleware({ guard: "__proto__", guards: {} })).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_GUARD" }),
    );
    expect(() => auth.guard("api", byNumber)).toThrow(/registered already/);
  });

  it("fails closed when an unknown guard is first met at a handshake", async () => {
    const auth = createAuthenticator({ guard: "nope", required: false, logger: silent });
    await using server = await startServer((io: Server) => {
      io.use(auth.connectionMiddleware());
    });
    const error = await refused(server.client({ auth: { token } }));
    expect(error.data).toMatchObject({ error: "unavailable" });
  });

  it.each(["cookie", "authh", "", null, {}, { source: "cookie" }, { source: "header", name: "x" }])(
    "refuses the place %j, which no handshake has",
    (place) => {
      expect(() => createAuthenticator({ sources: [place as never] })).toThrow(
        'is none of "auth", "query", "header" and { source: "cookie"',
      );
    },
  );

  it("says that no guard is registered", () => {
    const auth = createAuthenticator();
    auth.connectionMiddleware();
    expect(() => auth.seal()).toThrow('There is no guard "api". No guard is registered. Register it');
  });

  it("demands allowedOrigins for cookies", () => {
    expect(() => createAuthenticator({ sources: [{ source: "cookie", name: "sid" }] })).toThrow(
      /allowedOrigins/,
    );
    expect(() => createAuthenticator({ allowedOrigins: ["app.example"] })).toThrow(/not an origin/);
    for (const allowedOrigins of ["https://app.example", 5, null]) {
      expect(() => createAuthenticator({ allowedOrigins: allowedOrigins as never })).toThrow(
        "takes an array such as",
      );
    }
  });
});

function boom(): never {
  throw Object.assign(new Error(`Bearer ${token}`), { config: { headers: { authorization: token } } });
}

it("keeps the identity of a first middleware when a second, optional one recognises no user", async () => {
  const auth = createAuthenticator({ guards: { api: byNumber, other: () => null }, logger: silent });
  await using server = await startServer((io: Server) => {
    io.use(auth.connectionMiddleware("api"));
    io.use(auth.connectionMiddleware("other", { required: false }));
  });
  await server.connect({ auth: { token } });
  expect(authStateOf(soleSocket(server.io))).toMatchObject({ identity: { id: token }, guard: "api" });
});
