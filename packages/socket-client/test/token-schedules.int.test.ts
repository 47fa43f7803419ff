import type * as SocketIoClient from "socket.io-client";
import { createClient } from "@carillon/socket-client";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { ModelSocket, World } from "./token-world.js";

let world = new World(0);

// Real transports do not run in fake time: what the client uses of a socket is modelled, and checked by all other tests.
vi.mock("socket.io-client", async (original) => ({
  ...(await original<typeof SocketIoClient>()),
  io: (_url: unknown, options: { auth: ModelSocket["auth"] }) => new ModelSocket(world, options.auth),
}));

const page = new EventTarget();
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
process.on("unhandledRejection", note);
afterAll(() => process.off("unhandledRejection", note));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** One page that sleeps, wakes, goes offline, and whose tokens end, change and are revoked. */
async function live(seed: number): Promise<void> {
  world = new World(seed);
  const { random } = world;
  vi.spyOn(Math, "random").mockImplementation(random);
  const document = Object.assign(new EventTarget(), { hidden: false });
  const navigator = { onLine: true };
  vi.stubGlobal("document", document);
  vi.stubGlobal("navigator", navigator);

  let asking = 0;
  let cached = "token-1";
  const client = createClient({
    url: "http://model",
    token: async ({ reason }) => {
      expect(++asking).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, random() * 500));
      asking--;
      if (!world.isNetworkUp && random() < 0.7) throw new Error("no network");
      // An application that caches its token hands out an old one now and then.
      if (reason === "refused" || random() < 0.7) cached = `token-${String(world.valid)}`;
      return cached;
    },
  });
  const network = (isUp: boolean): void => {
    world.isNetworkUp = isUp;
    navigator.onLine = isUp;
    if (!isUp && random() < 0.5) world.living?.drop("transport close");
    page.dispatchEvent(new Event(isUp ? "online" : "offline"));
  };
  const actions: (() => void)[] = [
    () => {
      // Timers stand still, the clock does not.
      vi.setSystemTime(Date.now() + random() * 3_600_000);
      if (random() < 0.5) world.living?.drop("ping timeout");
      document.dispatchEvent(new Event("visibilitychange"));
    },
    () => {
      document.hidden = !document.hidden;
      document.dispatchEvent(new Event("visibilitychange"));
    },
    () => network(false),
    () => network(true),
    () => world.living?.drop("transport close"),
    () => world.living?.tell("auth:expiring", { expiresInMs: 5_000 }),
    () => {
      world.valid++;
      world.living?.tell("auth:revoked", { error: "token_expired", reconnect: true });
      world.living?.drop("io server disconnect");
    },
    () => {
      world.valid++;
    },
    () => {
      world.living?.tell("auth:revoked", { error: "revoked", reconnect: false });
      world.living?.drop("io server disconnect");
    },
    () => void client.refreshToken().catch(() => undefined),
  ];

  client.connect();
  for (let step = 0; step < 12; step++) {
    await vi.advanceTimersByTimeAsync(random() * 4_000);
    actions[Math.floor(random() * actions.length)]?.();
    for (const [token, times] of world.refusals) expect([token, times <= 2]).toEqual([token, true]);
    if (client.status.getSnapshot().is === "signed_out" && random() < 0.5) {
      world.refusals.clear();
      client.connect();
    }
    // A good connection begins the count anew.
    if (client.status.getSnapshot().is === "online") world.refusals.clear();
  }

  document.hidden = false;
  network(true);
  await vi.advanceTimersByTimeAsync(100_000);
  if (client.status.getSnapshot().is === "signed_out") {
    client.connect();
    await vi.advanceTimersByTimeAsync(5_000);
  }
  expect(client.status.getSnapshot(), `seed ${String(seed)}`).toMatchObject({ is: "online" });
  expect(world.sockets.filter(({ connected }) => connected)).toHaveLength(1);
  await client.close();
  // What the modelled network still carries.
  await vi.advanceTimersByTimeAsync(100);
  expect(vi.getTimerCount()).toBe(0);
  vi.restoreAllMocks();
}

test.each([0, 1, 2, 3])(
  "250 schedules of sleep, wake, offline, expiry, rotation and revocation leave no client stuck, part %i",
  async (part) => {
    for (let seed = part * 250; seed < (part + 1) * 250; seed++) await live(seed);
    expect(unhandled).toEqual([]);
  },
);

test("pusher/pusher-js#190, supabase/supabase-js#2613, dotnet/AspNetCore.Docs#32993: after a sleep the token is asked first, on the same connection", async () => {
  world = new World(1);
  const asked: string[] = [];
  const client = createClient({
    url: "http://model",
    token: ({ reason }) => {
      asked.push(reason);
      return "token-1";
    },
  });
  client.connect();
  await vi.advanceTimersByTimeAsync(1_000);
  const id = client.socketId;
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(5_200);
  expect([asked, client.socketId]).toEqual([["connect", "wake"], id]);
  await client.close();
});

test.each(["pageshow", "online", "visibilitychange"])(
  "after a sleep the token is asked first, told by %s",
  async (type) => {
    world = new World(1);
    const document = new EventTarget();
    vi.stubGlobal("document", document);
    const asked: string[] = [];
    const client = createClient({
      url: "http://model",
      token: ({ reason }) => {
        asked.push(reason);
        return "token-1";
      },
    });
    client.connect();
    await vi.advanceTimersByTimeAsync(1_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    (type === "visibilitychange" ? document : page).dispatchEvent(new Event(type));
    // Before the clock is looked at.
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual(["connect", "wake"]);
    await client.close();
  },
);

test("phoenixframework/phoenix#5942: a page that is seen again asks a living connection for a sign of life", async () => {
  world = new World(1);
  const document = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("document", document);
  const client = createClient({ url: "http://model", token: () => "token-1" });
  client.connect();
  await vi.advanceTimersByTimeAsync(1_000);
  const first = client.socketId;
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(6_000);
  expect(client.socketId).toBe(first);
  using _ = vi.spyOn(Math, "random").mockReturnValue(0.5);
  // The wire is dead, and neither end knows: it is replaced within seconds.
  world.isNetworkUp = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(5_100);
  expect(client.status.getSnapshot()).toMatchObject({ is: "waiting", reason: "timeout" });
  world.isNetworkUp = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(client.status.getSnapshot().is).toBe("online");
  await client.close();
});

test("reconnects wait for a random time, so that clients do not come at once", async () => {
  const waits = new Set<number>();
  for (let n = 0; n < 20; n++) {
    world = new World(n);
    const client = createClient({ url: "http://model", token: () => "token-1" });
    client.connect();
    await vi.advanceTimersByTimeAsync(6_000);
    world.living?.drop("transport close");
    const status = client.status.getSnapshot();
    if (status.is === "waiting") waits.add(Math.round(status.nextAt - Date.now()));
    await client.close();
  }
  expect(waits.size).toBeGreaterThan(15);
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
});

test("cloudflare/agents#1738: a token callback that hangs for ever is given up", async () => {
  world = new World(1);
  let calls = 0;
  const client = createClient({
    url: "http://model",
    token: ({ signal }) => {
      calls++;
      if (calls > 1) return "token-1";
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    },
  });
  const answer = client.try("anything");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await answer).toMatchObject({ error: { code: "timeout" } });
  await vi.advanceTimersByTimeAsync(25_000);
  expect(client.status.getSnapshot().is).toBe("online");
  await client.close();
});

test("the network's end shows at once, and its return connects at once", async () => {
  world = new World(1);
  const navigator = { onLine: true };
  vi.stubGlobal("navigator", navigator);
  const client = createClient({ url: "http://model", token: () => "token-1" });
  client.connect();
  await vi.advanceTimersByTimeAsync(1_000);
  world.isNetworkUp = navigator.onLine = false;
  page.dispatchEvent(new Event("offline"));
  expect(client.status.getSnapshot()).toMatchObject({ is: "waiting", reason: "offline" });
  world.isNetworkUp = navigator.onLine = true;
  page.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(200);
  expect(client.status.getSnapshot().is).toBe("online");
  await client.close();
});

test("a browser without a network is not asked to connect at once, but is tried late all the same", async () => {
  world = new World(1);
  const navigator = { onLine: false };
  vi.stubGlobal("navigator", navigator);
  const client = createClient({ url: "http://model", token: () => "token-1" });
  client.connect();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(client.status.getSnapshot()).toMatchObject({ is: "waiting", reason: "offline" });
  expect(world.sockets).toEqual([]);
  // It can be wrong.
  await vi.advanceTimersByTimeAsync(3_000);
  expect(client.status.getSnapshot().is).toBe("online");
  await client.close();
});

test.each(["unavailable", "too_many_requests"])(
  "a wait that the server asked for with %s is not shortened by a page that is seen again",
  async (error) => {
    world = new World(1);
    world.refusal = { error, status: 503, retryAfterMs: 60_000 };
    const document = Object.assign(new EventTarget(), { hidden: false });
    vi.stubGlobal("document", document);
    const client = createClient({ url: "http://model", token: () => "token-1" });
    client.connect();
    await vi.advanceTimersByTimeAsync(1_000);
    const waiting = client.status.getSnapshot();
    expect(waiting).toMatchObject({
      is: "waiting",
      reason: error === "unavailable" ? "unavailable" : "refused",
    });
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(client.status.getSnapshot()).toBe(waiting);
    world.refusal = undefined;
    await vi.advanceTimersByTimeAsync(62_000);
    expect(client.status.getSnapshot().is).toBe("online");
    await client.close();
  },
);

test("a refresh that fails is tried again on the same connection, and one that the server refuses is not", async () => {
  world = new World(1);
  const asked: string[] = [];
  const client = createClient({
    url: "http://model",
    token: ({ reason }) => {
      asked.push(reason);
      if (asked.length === 2) throw new Error("no network");
      return "token-1";
    },
  });
  client.connect();
  await vi.advanceTimersByTimeAsync(1_000);
  const id = client.socketId;
  world.living?.tell("auth:expiring", { expiresInMs: 60_000 });
  await vi.advanceTimersByTimeAsync(15_000);
  expect(asked).toEqual(["connect", "expiring", "expiring"]);
  // The server takes another token by now.
  world.valid++;
  world.living?.tell("auth:expiring", { expiresInMs: 60_000 });
  await vi.advanceTimersByTimeAsync(55_000);
  expect([asked.length, client.socketId]).toEqual([4, id]);
  await client.close();
});
