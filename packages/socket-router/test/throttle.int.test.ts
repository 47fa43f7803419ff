import { stampAuthState } from "@carillon/socket-contract/server";
import { connected, nextEvent, refused, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { createRouter, limitConnections, throttle, throttleHandshakes } from "../src/index.js";
import type { ThrottleOptions } from "../src/index.js";
import { routed, ways } from "./routed-server.js";

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly retryAfterMs?: number;
}

describe.each(ways)("throttle, $title", (way) => {
  test("refuses what comes too often, says when to try again, and lets it through then", async () => {
    await using server = await routed(way, (router) => {
      router.socket("named", () => true, { middleware: "throttle:2,1h" });
      router.socket("short", () => true, {
        middleware: throttle({ points: 1, per: 1_500, maxReplies: 1_000 }),
      });
    });
    const client = await server.connect();
    const answers: Answer[] = [];
    for (let n = 0; n < 4; n++) answers.push((await client.emitWithAck("named")) as Answer);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, false, false]);
    expect(answers[2]).toMatchObject({ error: "too_many_requests", status: 429, retryable: true });
    expect(answers[2]?.retryAfterMs).toBeGreaterThan(3_590_000);
    expect(answers[2]?.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    // At once, so that a slow machine does not see the window end between them.
    const twice = [client.emitWithAck("short"), client.emitWithAck("short")];
    const [passed, { ok, retryAfterMs = 0 } = { ok: true }] = (await Promise.all(twice)) as Answer[];
    expect([passed?.ok, ok, retryAfterMs <= 1_500]).toEqual([true, false, true]);
    await waitFor(async () => ((await client.emitWithAck("short")) as Answer).ok);
  });

  test("counts by user, else by address, so that more sockets do not help", async () => {
    await using server = await routed(way, (router, io) => {
      io.use((socket, next) => {
        const id = socket.handshake.auth["id"] as string | undefined;
        if (id) stampAuthState(socket, { identity: { user: { id }, id }, guard: "api" });
        next();
      });
      router.socket("event", () => true, { middleware: "throttle:1,1h" });
    });
    const outcomes: boolean[] = [];
    for (const auth of [{ id: "1" }, { id: "1" }, { id: "2" }, {}, {}]) {
      const client = await server.connect({ auth });
      outcomes.push(((await client.emitWithAck("event")) as Answer).ok);
    }
    expect(outcomes).toEqual([true, false, true, true, false]);
  });

  test("an IPv6 network is one address, since its owner has 2⁶⁴ of them", async () => {
    await using server = await routed(way, (router, io) => {
      for (const nsp of [io.of("/"), io.of("/throttled"), io.of("/capped")]) {
        nsp.use((socket, next) => {
          socket.handshake.address = String(socket.handshake.auth["ip"]);
          next();
        });
      }
      io.of("/throttled").use(throttleHandshakes({ points: 1, per: "1h" }));
      io.of("/capped").use(limitConnections({ perAddress: 1 }));
      router.socket("event", () => true, { middleware: "throttle:1,1h" });
    });
    const outcomes: boolean[] = [];
    for (const ip of ["2001:db8::1", "2001:db8::2:1", "2001:db8:0:1::1"]) {
      const client = await server.connect({ auth: { ip } });
      outcomes.push(((await client.emitWithAck("event")) as Answer).ok);
    }
    expect(outcomes).toEqual([true, false, true]);
    for (const namespace of ["/throttled", "/capped"]) {
      await server.connect({ namespace, auth: { ip: "2001:db8::1" } });
      await refused(server.client({ namespace, auth: { ip: "2001:db8::2:1" } }));
      await server.connect({ namespace, auth: { ip: "2001:db8:0:1::1" } });
    }
  });

  test("each route counts alone, a name is shared, and a fallback is one route however many names come", async () => {
    await using server = await routed(way, (router) => {
      router.socketGroup({ middleware: "throttle:1,1h" }, () => {
        router.socket("a", () => true);
        router.socket("b", () => true);
      });
      router.socket("c", () => true, { middleware: "throttle:1,1h,shared" });
      router.socket("d", () => true, { middleware: ["throttle:1,1h,shared"] });
      router.fallback(() => true, { middleware: "throttle:1,1h" });
    });
    const client = await server.connect();
    const outcomes: Record<string, boolean> = {};
    for (const event of ["a", "b", "c", "d", "made up", "made up too"]) {
      outcomes[event] = ((await client.emitWithAck(event)) as Answer).ok;
    }
    expect(outcomes).toEqual({ a: true, b: true, c: true, d: false, "made up": true, "made up too": false });
  });

  test.each<[string, Partial<ThrottleOptions>, number]>([
    ["stops replying to a flood", {}, 20],
    ["stops replying after maxReplies", { maxReplies: 3 }, 3],
    ["drops at once", { onLimit: "drop" }, 0],
  ])("%s", async (_name, options, replies) => {
    await using server = await routed(way, (router) => {
      router.socket("flooded", () => true, {
        middleware: throttle({ points: 2, per: "1h", ...options }),
      });
      router.socket("marker", async () => {
        await new Promise((resolve) => setImmediate(resolve));
      });
    });
    const client = await server.connect();
    let refusals = 0;
    let accepted = 0;
    for (let n = 0; n < 200; n++) {
      client.emit("flooded", n, (answer: Answer) => (answer.ok ? accepted++ : refusals++));
    }
    await client.emitWithAck("marker");
    expect([accepted, refusals]).toEqual([2, replies]);
    expect(server.log.length).toBeLessThanOrEqual(replies);
  });

  test("disconnects when told to, after saying why", async () => {
    await using server = await routed(way, (router) => {
      router.socket("event", () => true, {
        middleware: throttle({ points: 1, per: "1h", onLimit: "disconnect" }),
      });
    });
    const client = await server.connect();
    await client.emitWithAck("event");
    const gone = nextEvent(client, "disconnect");
    expect(await client.emitWithAck("event")).toMatchObject({ error: "too_many_requests" });
    expect((await gone)[0]).toBe("io server disconnect");
  });

  test("handshakes are throttled by address, or by what the application says", async () => {
    await using server = await routed(way, (_router, io) => {
      io.use(
        throttleHandshakes({ points: 1, per: "1h", by: (socket) => String(socket.handshake.auth["ip"]) }),
      );
      io.of("/default").use(throttleHandshakes({ points: 2, per: "1h" }));
      io.of("/broken").use(
        throttleHandshakes({
          points: 2,
          per: "1h",
          by: () => {
            throw new Error("secret");
          },
        }),
      );
    });
    await server.connect({ auth: { ip: "1" } });
    await server.connect({ auth: { ip: "2" } });
    const error = await refused(server.client({ auth: { ip: "1" } }));
    expect(error.message).toBe("Too many connections in a short time.");
    expect(error.data).toMatchObject({ ok: false, error: "too_many_requests", retryable: true });
    expect((error.data as Answer).retryAfterMs).toBeGreaterThan(0);
    await server.connect({ namespace: "/default" });
    await server.connect({ namespace: "/default" });
    await refused(server.client({ namespace: "/default" }));
    const broken = await refused(server.client({ namespace: "/broken" }));
    expect(broken.message).toBe("The server cannot take connections now.");
  });

  test("no header that a client writes makes it another address", async () => {
    await using server = await routed(way, (router, io) => {
      io.use(throttleHandshakes({ points: 20, per: "1h" }));
      router.socket("limited", () => "fine", { middleware: "throttle:20,1h" });
    });
    const answers: Answer[] = [];
    for (let n = 1; n <= 20; n++) {
      const address = `203.0.113.${String(n)}`;
      const client = await server.connect({
        extraHeaders: {
          "x-forwarded-for": `${address}, 198.51.100.7`,
          "x-real-ip": address,
          "cf-connecting-ip": address,
          "true-client-ip": address,
          forwarded: `for=${address}`,
        },
      });
      for (let m = 0; m < 2; m++) answers.push((await client.emitWithAck("limited")) as Answer);
    }
    expect(answers.map(({ ok }) => ok)).toEqual(answers.map((_answer, at) => at < 20));
    await refused(server.client({ extraHeaders: { "x-forwarded-for": "203.0.113.99" } }));
  });

  test("connections are capped by address and by user, and counted down at their end", async () => {
    let refuseLater = false;
    await using server = await routed(way, (_router, io) => {
      io.use((socket, next) => {
        const id = socket.handshake.auth["id"] as string | undefined;
        if (id) stampAuthState(socket, { identity: { user: {}, id }, guard: null });
        next();
      });
      io.use(limitConnections({ perUser: 1, perAddress: 3 }));
      io.use((_socket, next) => {
        next(refuseLater ? new Error("later") : undefined);
      });
    });
    const first = await server.connect({ auth: { id: "1" } });
    expect((await refused(server.client({ auth: { id: "1" } }))).data).toMatchObject({
      error: "too_many_requests",
    });
    await server.connect({ auth: { id: "2" } });
    await server.connect();
    await refused(server.client());
    first.disconnect();
    await waitFor(() => server.io.sockets.sockets.size === 2);
    // A later middleware's refusal gives the place back.
    refuseLater = true;
    expect((await refused(server.client({ auth: { id: "1" } }))).message).toBe("later");
    await waitFor(() => server.io.engine.clientsCount === 2);
    refuseLater = false;
    await connected(server.client({ auth: { id: "1" } }));
  });

  test("a namespace that is entered and left again and again leaves no listener behind", async () => {
    await using server = await routed(way, (_router, io) => {
      io.of("/chat").use(limitConnections({ perUser: 5, perAddress: 5 }));
    });
    const client = await server.connect();
    const chat = client.io.socket("/chat");
    const [{ conn } = fail()] = server.io.sockets.sockets.values();
    await connected(chat);
    const before = conn.listenerCount("close");
    for (let n = 0; n < 15; n++) {
      chat.disconnect();
      await waitFor(() => server.io.of("/chat").sockets.size === 0);
      await connected(chat);
    }
    expect(conn.listenerCount("close")).toBe(before);
  });

  test("a connection that ended during an earlier middleware is not counted", async () => {
    let goOn: () => void = () => undefined;
    let asked = 0;
    await using server = await routed(way, (_router, io) => {
      io.use((_socket, next) => {
        asked++;
        if (asked === 1) goOn = next;
        else next();
      });
      io.use(limitConnections({ perAddress: 1 }));
    });
    const gone = server.client();
    gone.connect();
    await waitFor(() => asked === 1);
    gone.io.engine.close();
    await waitFor(() => server.io.engine.clientsCount === 0);
    goOn();
    await server.connect();
  });
});

test.each([
  ["throttle", "throttle takes points and a duration"],
  ["throttle:", "throttle takes points and a duration"],
  ["throttle:0,1m", "A rate is at least 1 point"],
  ["throttle:-1,1m", "throttle takes points and a duration"],
  ["throttle:60,forever", '"forever" is not a duration'],
  ["throttle:60,30d", "1 ms to 24 days"],
])('"%s" is refused when the routes are sealed', (middleware, message) => {
  const router = createRouter().socket("event", () => true, { middleware });
  expect(() => router.seal()).toThrow(new RegExp(`Route "event": .*${message.slice(0, 20)}`));
});

test("one name with two rates is refused", () => {
  const router = createRouter()
    .socket("a", () => true, { middleware: "throttle:1,1m,login" })
    .socket("b", () => true, { middleware: "throttle:2,1m,login" });
  expect(() => router.seal()).toThrow('shares its count with "throttle:1,1m,login"');
});

test("an unknown onLimit is refused", () => {
  expect(() => throttle({ points: 1, per: 1, onLimit: "ignore" as "drop" })).toThrow('got "ignore"');
});

function fail(): never {
  throw new Error("There is no socket.");
}
