import { authStateOf } from "@carillon/socket-contract/server";
import { nextEvent, waitFor } from "@carillon/socket-testing";
import { describe, expect, it, vi } from "vitest";
import type { Guard, GuardFunction } from "../src/index.js";
import { route, serve, silent, soleSocket } from "./kit.js";

/** A promise that the test settles. */
function gate<Value>(): { promise: Promise<Value>; open: (value: Value) => void } {
  let open!: (value: Value) => void;
  const promise = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

describe("expiry", () => {
  it("warns, then leaves rooms, tells the client and disconnects, without any event", async () => {
    const guard: GuardFunction = () => ({ user: { id: 1 }, expiresAt: Date.now() + 2_000 });
    await using server = await serve({ guard, expiringMs: 1_500 });
    const client = await server.connect({ auth: { token: "1" } });
    const [warning] = await nextEvent(client, "auth:expiring");
    const { expiresInMs } = warning as { expiresInMs: number };
    expect(expiresInMs).toBeGreaterThan(0);
    expect(expiresInMs).toBeLessThanOrEqual(1_501);
    const gone = nextEvent(client, "disconnect");
    expect(await nextEvent(client, "auth:revoked")).toMatchObject([
      { error: "token_expired", reconnect: true },
    ]);
    await gone;
  });

  it("leaves an optional socket connected, out of its rooms, and answers token_expired", async () => {
    const guard: GuardFunction = () => ({ user: { id: 1 }, expiresAt: Date.now() + 60 });
    await using server = await serve({ guard, required: false, expiringMs: 0 });
    const client = await server.connect({ auth: { token: "1" } });
    const socket = soleSocket(server.io);
    await socket.join("users.1");
    await nextEvent(client, "auth:revoked");
    expect([...socket.rooms]).toEqual([socket.id]);
    expect(authStateOf(socket)).toMatchObject({ identity: null });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "token_expired" });
  });
});

describe("auth:refresh", () => {
  const guard: GuardFunction = ({ token }) => {
    const [id = "", ms = ""] = token.split("/");
    return id === "0" ? null : { user: { id }, expiresAt: Date.now() + Number(ms) };
  };

  it("puts the end off for the same user, and refuses another", async () => {
    const lines: unknown[] = [];
    const logger = { ...silent, warn: (...line: unknown[]) => lines.push(line) };
    await using server = await serve({ guard, logger, expiringMs: 0 });
    const client = await server.connect({ auth: { token: "1/200" } });
    const before = authStateOf(soleSocket(server.io));
    expect(await client.emitWithAck("auth:refresh", { token: "2/60000" })).toMatchObject({
      ok: false,
      error: "forbidden",
    });
    expect(lines).toHaveLength(1);
    expect(await client.emitWithAck("auth:refresh", { token: "0/1" })).toMatchObject({
      error: "unauthenticated",
    });
    expect(authStateOf(soleSocket(server.io))).toBe(before);
    const answer = (await client.emitWithAck("auth:refresh", { token: "1/60000" })) as {
      data: { expiresAt: number };
    };
    expect(answer).toMatchObject({ ok: true });
    expect(answer.data.expiresAt).toBeGreaterThan(Date.now() + 50_000);
    await waitFor(() => Date.now() > (before?.identity?.expiresAt ?? Infinity) + 20);
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
  });

  it.each([[undefined], [null], [{}], [{ token: 1 }], [{ token: "" }], [{ token: "a b" }], ["1/1"], [[]]])(
    "refuses %j as bad input",
    async (payload) => {
      await using server = await serve({ guard });
      const client = await server.connect({ auth: { token: "1/60000" } });
      expect(await client.emitWithAck("auth:refresh", payload)).toMatchObject({
        ok: false,
        error: "bad_input",
      });
      const told = nextEvent(client, "error:socket");
      client.emit("auth:refresh", payload);
      expect(await told).toMatchObject([{ error: "bad_input", event: "auth:refresh" }]);
    },
  );

  it("signs in neither an anonymous socket nor a revoked one", async () => {
    await using server = await serve({ guard, required: false });
    const client = await server.connect();
    expect(await client.emitWithAck("auth:refresh", { token: "1/60000" })).toMatchObject({
      error: "unauthenticated",
    });
  });

  it("loses against a revocation that comes while the guard is asked", async () => {
    const late = gate<undefined>();
    let asked = 0;
    await using server = await serve({
      guard: async () => {
        if (++asked > 1) await late.promise;
        return { id: 1 };
      },
    });
    const client = await server.connect({ auth: { token: "1" } });
    const socket = soleSocket(server.io);
    client.emit("auth:refresh", { token: "2" });
    await waitFor(() => asked === 2);
    server.auth.revoke({ userId: 1 });
    late.open(undefined);
    await waitFor(() => !client.connected);
    expect(authStateOf(socket)).toMatchObject({ identity: null });
    expect(server.auth.revoke({ userId: 1 })).toBe(0);
  });
});

describe("a session that changes", () => {
  /** A guard by whose tokens a session is named, and that a test can hold. */
  function slowGuard(): { guard: Guard; hold: () => void; release: () => void; asked: () => number } {
    let held: ReturnType<typeof gate<undefined>> | undefined;
    let asked = 0;
    return {
      guard: {
        async authenticate({ token }) {
          asked += 1;
          await held?.promise;
          return { user: { id: 1 }, sessionId: token };
        },
        recheck: () => true,
      },
      hold: () => {
        held = gate();
      },
      release: () => {
        held?.open(undefined);
      },
      asked: () => asked,
    };
  }

  it("is not refreshed into a session that is revoked while the guard is asked", async () => {
    const { guard, hold, release, asked } = slowGuard();
    await using server = await serve({ guard });
    const client = await server.connect({ auth: { token: "one" } });
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(news));
    await soleSocket(server.io).join("news");
    const gone = nextEvent(client, "disconnect");
    const told = nextEvent(client, "auth:revoked");
    hold();
    const answer = client.timeout(2_000).emitWithAck("auth:refresh", { token: "two" });
    answer.catch(() => undefined);
    await waitFor(() => asked() === 2);
    expect(server.auth.revoke({ sessionId: "two" })).toBe(0);
    release();
    expect((await told)[0]).toMatchObject({ error: "revoked" });
    await gone;
    server.io.to("news").emit("news");
    expect(heard).toEqual([]);
    await expect(answer).rejects.toThrow();
  });

  it("is found by its new name after a refresh, and no longer by the old one", async () => {
    const { guard } = slowGuard();
    await using server = await serve({ guard });
    const client = await server.connect({ auth: { token: "one" } });
    expect(await client.emitWithAck("auth:refresh", { token: "two" })).toMatchObject({ ok: true });
    expect(server.auth.revoke({ sessionId: "one" })).toBe(0);
    expect(client.connected).toBe(true);
    expect(server.auth.revoke({ sessionId: "two" })).toBe(1);
  });

  it("is found by its new name after a re-check", async () => {
    await using server = await serve({
      guard: {
        authenticate: () => ({ user: { id: 1 }, sessionId: "one" }),
        recheck: () => ({ user: { id: 1 }, sessionId: "two" }),
      },
    });
    const client = await server.connect({ auth: { token: "x" } });
    await client.emitWithAck("whoami", null);
    expect(server.auth.revoke({ sessionId: "one" })).toBe(0);
    expect(server.auth.revoke({ sessionId: "two" })).toBe(1);
  });

  it("ends when a re-check names a session that was revoked while it ran", async () => {
    const late = gate<undefined>();
    let asked = 0;
    await using server = await serve({
      guard: {
        authenticate: () => ({ user: { id: 1 }, sessionId: "one" }),
        recheck: async () => {
          asked += 1;
          await late.promise;
          return { user: { id: 1 }, sessionId: "two" };
        },
      },
    });
    const client = await server.connect({ auth: { token: "x" } });
    const told = nextEvent(client, "auth:revoked");
    client.emit("whoami", null, () => undefined);
    await waitFor(() => asked === 1);
    expect(server.auth.revoke({ sessionId: "two" })).toBe(0);
    late.open(undefined);
    expect((await told)[0]).toMatchObject({ error: "revoked" });
  });

  it("is found after it was refreshed back to life", async () => {
    let isValid = true;
    await using server = await serve({
      required: false,
      guard: {
        authenticate: ({ token }) => ({ user: { id: 1 }, sessionId: token }),
        recheck: () => isValid,
      },
    });
    const client = await server.connect({ auth: { token: "one" } });
    isValid = false;
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
    isValid = true;
    expect(await client.emitWithAck("auth:refresh", { token: "one" })).toMatchObject({ ok: true });
    expect(server.auth.revoke({ sessionId: "one" })).toBe(1);
  });
});

describe("what a re-check changes", () => {
  const session = { sessionId: "s", abilities: ["read", "write"], expiresAt: Date.now() + 60_000 };
  const fresh = (): object => ({
    user: { id: 1, seen: Math.random() },
    ...session,
    abilities: [...session.abilities],
  });

  it.each<[string, () => unknown, number]>([
    ["nothing, though the user is a new object each time", fresh, 0],
    [
      "nothing, though abilities come in another order",
      () => ({ ...fresh(), abilities: ["write", "read"] }),
      0,
    ],
    ["its abilities", () => ({ ...fresh(), abilities: ["read"] }), 1],
    ["its session", () => ({ ...fresh(), sessionId: "t" }), 1],
    ["its end", () => ({ ...fresh(), expiresAt: session.expiresAt + 1 }), 1],
  ])("is %s", async (_what, recheck, changes) => {
    let changed = 0;
    await using server = await serve({
      guard: { authenticate: fresh, recheck } as never,
      onChange: () => void (changed += 1),
    });
    const client = await server.connect({ auth: { token: "x" } });
    const before: unknown = authStateOf(soleSocket(server.io))?.identity?.user;
    for (let event = 0; event < 5; event += 1) await client.emitWithAck("whoami", null);
    expect(changed).toBe(changes);
    // Handlers see what the guard said last.
    expect(authStateOf(soleSocket(server.io))?.identity?.user).not.toBe(before);
  });
});

describe("a handler that is under way when its identity ends", () => {
  it("joins no room for it, and rooms are open again for what comes after", async () => {
    let isValid = true;
    const rest = gate<undefined>();
    const lines: unknown[] = [];
    const logger = { ...silent, warn: (...line: unknown[]) => lines.push(line) };
    let running = 0;
    await using server = await serve(
      { required: false, logger, guard: { authenticate: () => ({ id: 1 }), recheck: () => isValid } },
      (io, auth) => {
        const protect = auth.eventMiddleware();
        io.on("connection", (socket) => {
          route(socket, "enter", () =>
            protect({
              socket,
              context: {},
              next: async () => {
                running += 1;
                await rest.promise;
                await socket.join("private");
                running -= 1;
              },
            }),
          );
          socket.on("public", async (ack: () => void) => {
            await socket.join("lobby");
            ack();
          });
        });
      },
    );
    const client = await server.connect({ auth: { token: "1" } });
    const socket = soleSocket(server.io);
    const entered = client.emitWithAck("enter", null);
    await waitFor(() => running === 1);
    isValid = false;
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
    rest.open(undefined);
    await entered;
    expect(running).toBe(0);
    expect([...socket.rooms]).toEqual([socket.id]);
    expect(lines).toEqual([
      [expect.objectContaining({ event: "join_after_end", rooms: "private" }) as object, expect.any(String)],
    ]);
    await client.emitWithAck("public");
    expect(socket.rooms.has("lobby")).toBe(true);
  });
});

describe("re-check", () => {
  it("asks the guard once per event, also behind two middlewares", async () => {
    let asked = 0;
    const guard: Guard = {
      authenticate: () => ({ id: 1 }),
      recheck: () => {
        asked += 1;
        return true;
      },
    };
    await using server = await serve({ guard }, (io, auth) => {
      io.on("connection", (socket) => {
        route(socket, "twice", () => {
          const context = {};
          return auth.eventMiddleware()({
            socket,
            context,
            next: () => auth.eventMiddleware()({ socket, context, next: () => undefined }),
          });
        });
      });
    });
    const client = await server.connect({ auth: { token: "1" } });
    await client.emitWithAck("twice", null);
    await client.emitWithAck("whoami", null);
    expect(asked).toBe(2);
  });

  it("holds for the TTL, and costs no promise", async () => {
    let asked = 0;
    const guard: Guard = {
      authenticate: () => ({ id: 1 }),
      recheck: () => {
        asked += 1;
        return true;
      },
    };
    await using server = await serve({ guard, recheck: { ttlMs: 60_000 } });
    await server.connect({ auth: { token: "1" } });
    const socket = soleSocket(server.io);
    expect(server.auth.eventMiddleware()({ socket, context: {}, next: () => "at once" })).toBe("at once");
    expect(asked).toBe(0);
  });

  it("ends the identity when the guard says so: rooms are left, later events ask no guard", async () => {
    let isValid = true;
    let asked = 0;
    const guard: GuardFunction = () => {
      asked += 1;
      return isValid ? { id: 1 } : null;
    };
    await using server = await serve({ guard });
    const client = await server.connect({ auth: { token: "1" } });
    const socket = soleSocket(server.io);
    await socket.join("users.1");
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
    isValid = false;
    for (let event = 0; event < 3; event += 1) {
      expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
    }
    expect(asked).toBe(3);
    expect([...socket.rooms]).toEqual([socket.id]);
  });

  it("never becomes another user", async () => {
    let id = 1;
    await using server = await serve({ guard: () => ({ id: id++ }) });
    const client = await server.connect({ auth: { token: "1" } });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
    expect(authStateOf(soleSocket(server.io))).toMatchObject({ identity: null });
  });

  it("is unavailable when the guard fails, and keeps the identity", async () => {
    let asked = 0;
    await using server = await serve({
      deadlineMs: 30,
      guard: () => {
        asked += 1;
        if (asked === 2) throw new Error("down");
        return asked === 3 ? new Promise(() => undefined) : { id: 1 };
      },
    });
    const client = await server.connect({ auth: { token: "1" } });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unavailable" });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unavailable" });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
  });

  it("shares one check among the events that wait, and begins it after they came", async () => {
    const first = gate<boolean>();
    let asked = 0;
    let isRevoked = false;
    const guard: Guard = {
      authenticate: () => ({ id: 1 }),
      recheck: () => {
        asked += 1;
        return asked === 1 ? first.promise : Promise.resolve(!isRevoked);
      },
    };
    await using server = await serve({ guard });
    const client = await server.connect({ auth: { token: "1" } });
    const early = client.emitWithAck("whoami", null);
    await waitFor(() => asked === 1);
    isRevoked = true;
    const queued = Array.from({ length: 100 }, () => client.emitWithAck("whoami", null));
    await client.emitWithAck("auth:refresh", null);
    first.open(true);
    expect(await early).toEqual({ ok: true });
    for (const answer of await Promise.all(queued))
      expect(answer).toEqual({ ok: false, error: "unauthenticated" });
    expect(asked).toBe(2);
  });
});

describe("auth:refresh by a router", () => {
  it("is answered by clientEvents where the authenticator does not listen", async () => {
    await using server = await serve({ listen: false }, (io, auth) => {
      io.on("connection", (socket) => {
        socket.on("auth:refresh", (payload: unknown, ack: (answer: unknown) => void) => {
          auth.clientEvents["auth:refresh"](socket, payload).then(ack, (error: unknown) => {
            ack((error as { code: string }).code);
          });
        });
      });
    });
    const client = await server.connect({ auth: { token: "42" } });
    expect(await client.emitWithAck("auth:refresh", { token: "42" })).toEqual({ expiresAt: null });
    expect(await client.emitWithAck("auth:refresh", { token: "43" })).toBe("forbidden");
    expect(await client.emitWithAck("auth:refresh", {})).toBe("bad_input");
  });
});

describe("recheckAll", () => {
  it("ends what the guards no longer accept, and keeps what they cannot judge", async () => {
    const outcomes: Record<string, () => boolean> = {
      "1": () => true,
      "2": () => false,
      "3": () => {
        throw new Error("down");
      },
    };
    let asked = 0;
    await using server = await serve({
      recheck: { ttlMs: 60_000 },
      guard: {
        authenticate: ({ token }) => ({ id: token }),
        recheck: ({ id }) => {
          asked += 1;
          return outcomes[id]?.() ?? false;
        },
      },
    });
    const [one, two, three] = [
      await server.connect({ auth: { token: "1" } }),
      await server.connect({ auth: { token: "2" } }),
      await server.connect({ auth: { token: "3" } }),
    ];
    const told = nextEvent(two, "auth:revoked");
    await server.auth.recheckAll();
    expect(asked).toBe(3);
    expect((await told)[0]).toMatchObject({ error: "unauthenticated", reconnect: true });
    expect(await one.emitWithAck("whoami", null)).toEqual({ ok: true });
    expect(await three.emitWithAck("whoami", null)).toEqual({ ok: true });
  });
});

describe("revoke", () => {
  it("leaves rooms first, then tells the client, then disconnects: a silent listener hears nothing more", async () => {
    await using server = await serve();
    const client = await server.connect({ auth: { token: "42" } });
    const other = await server.connect({ auth: { token: "43" } });
    for (const socket of server.io.sockets.sockets.values()) await socket.join("news");
    const heard: string[] = [];
    client.onAny((event: string) => heard.push(event));
    const gone = nextEvent(client, "disconnect");
    expect(server.auth.revoke({ userId: 42 })).toBe(1);
    server.io.to("news").emit("news");
    await gone;
    expect(heard).toEqual(["auth:revoked"]);
    expect(other.connected).toBe(true);
  });

  it("ends a session that began before the machine's clock was set back", async () => {
    await using server = await serve();
    const client = await server.connect({ auth: { token: "42" } });
    const gone = nextEvent(client, "disconnect");
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      vi.setSystemTime(Date.now() - 600_000);
      expect(server.auth.revoke({ userId: 42 })).toBe(1);
      await gone;
    } finally {
      vi.useRealTimers();
    }
  });

  it("ends one session and leaves the others of the user", async () => {
    const guard: GuardFunction = ({ token }) => ({ user: { id: 1 }, sessionId: token });
    await using server = await serve({ guard });
    const [phone, desk] = [
      await server.connect({ auth: { token: "phone" } }),
      await server.connect({ auth: { token: "desk" } }),
    ];
    const gone = nextEvent(phone, "disconnect");
    expect(server.auth.revoke({ sessionId: "phone" })).toBe(1);
    await gone;
    expect(desk.connected).toBe(true);
  });

  it("refuses who is signing in at that moment, while the guard is asked and after it answered", async () => {
    const late = gate<undefined>();
    const after = gate<undefined>();
    let asked = 0;
    let answered = 0;
    await using server = await serve(
      {
        guard: async () => {
          asked += 1;
          if (asked === 1) await late.promise;
          return { id: 1 };
        },
      },
      (io) => {
        io.use((_socket, next) => {
          answered += 1;
          after.promise.then(() => {
            next();
          }, next);
        });
      },
    );
    const during = server.client({ auth: { token: "1" } });
    const refusal = nextEvent(during, "connect_error");
    during.connect();
    await waitFor(() => asked === 1);
    const later = server.client({ auth: { token: "1" } });
    const told = nextEvent(later, "auth:revoked");
    later.connect();
    await waitFor(() => answered === 1);
    server.auth.revoke({ userId: 1 });
    late.open(undefined);
    after.open(undefined);
    expect(await refusal).toMatchObject([{ data: { error: "revoked" } }]);
    expect(await told).toMatchObject([{ error: "revoked" }]);
    await waitFor(() => server.io.sockets.sockets.size === 0);
  });

  it("stops an event between its check and its handler in 1 000 races, and lets a running handler finish", async () => {
    for (let race = 0; race < 10; race += 1) {
      let handled = 0;
      const check = gate<boolean>();
      const guard: Guard = { authenticate: () => ({ id: 1 }), recheck: () => check.promise };
      await using server = await serve({ guard });
      await server.connect({ auth: { token: "1" } });
      const socket = soleSocket(server.io);
      const events = Array.from({ length: 100 }, () =>
        Promise.resolve(
          server.auth.eventMiddleware()({ socket, context: {}, next: () => (handled += 1) }),
        ).catch((error: unknown) => (error as { code: string }).code),
      );
      server.auth.revoke({ userId: 1 });
      check.open(true);
      expect(new Set(await Promise.all(events))).toEqual(new Set(["revoked"]));
      expect(handled).toBe(0);
    }
  });

  it("keeps no entry of those who left", async () => {
    await using server = await serve({ guard: () => ({ user: { id: 1 }, expiresAt: Date.now() + 60_000 }) });
    for (let round = 0; round < 50; round += 1) {
      const client = await server.connect({ auth: { token: "1" } });
      client.close();
    }
    await waitFor(() => server.io.sockets.sockets.size === 0);
    expect(server.auth.revoke({ userId: 1 })).toBe(0);
  });
});
