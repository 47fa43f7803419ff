import { setTimeout as pause } from "node:timers/promises";
import { SocketException } from "@carillon/socket-contract";
import { createClient } from "@carillon/socket-client";
import type { Channel, Client, RequestError } from "@carillon/socket-client";
import { MemoryHistoryStore } from "@carillon/socket-rooms";
import { nextEvent, waitFor } from "@carillon/socket-testing";
import { describe, expect, it } from "vitest";
import { startApp } from "./start-app.js";
import type { App } from "./start-app.js";

type AnyChannel = Channel;
type AnyClient = Client;

const joined = (channel: AnyChannel): Promise<boolean> =>
  waitFor(() => channel.state.getSnapshot().is === "joined");

async function cutOff({ proxy }: App, client: AnyClient): Promise<void> {
  proxy.refuse();
  proxy.cut();
  await waitFor(() => client.status.getSnapshot().is === "waiting");
}

/** What comes, as `[data, offset, replayed]`. */
function listen(channel: AnyChannel, event = "said"): unknown[] {
  const seen: unknown[] = [];
  channel.on(event, (data, { offset, replayed }) => seen.push([data, offset, replayed]));
  return seen;
}

/** An app that counts the packets of joins and leaves. */
async function startCounting(): Promise<{ app: App; packets: string[] } & AsyncDisposable> {
  const packets: string[] = [];
  const app = await startApp(({ route }) => {
    route.channel("news.{topic}", { join: () => true, history: { size: 5 }, presence: true });
  });
  app.server.io.on("connection", (socket) => {
    // Those of the handshake too.
    socket.onAny((event: string) => {
      if (/^channel:(join|leave)$/.test(event)) packets.push(event);
    });
  });
  return { app, packets, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("catching up", () => {
  it("delivers what was missed in order and before anything live", async () => {
    await using app = await startApp(({ route }) =>
      route.channel("chat.{room}", { join: () => true, history: { size: 50 } }),
    );
    const client = app.client();
    const channel = client.channel("chat.{room}", { room: 1 });
    const seen = listen(channel);
    await joined(channel);
    expect(channel.state.getSnapshot()).toEqual({ is: "joined" });
    await app.socket.broadcast("chat.1", "said", "a");
    await waitFor(() => seen.length === 1);
    await cutOff(app, client);
    expect(channel.state.getSnapshot()).toEqual({ is: "joining" });
    await app.socket.broadcast("chat.1", "said", "b");
    await app.socket.broadcast("chat.1", "said", "c");
    app.proxy.accept();
    await waitFor(() => seen.length === 3);
    await app.socket.broadcast("chat.1", "said", "d");
    await waitFor(() => seen.length === 4);
    expect(seen).toEqual([
      ["a", 1, false],
      ["b", 2, true],
      ["c", 3, true],
      ["d", 4, false],
    ]);
    expect(channel.state.getSnapshot()).toEqual({ is: "joined", recovered: true });
  });

  it("marks as missed only what was: not the first message of a history, published while the client rejoins", async () => {
    /** Publishes once the client is back in the room, and is slow to say where the message stands. */
    class SlowStore extends MemoryHistoryStore {
      publish: (() => void) | undefined;
      override append(...args: Parameters<MemoryHistoryStore["append"]>): never {
        const position = super.append(...args);
        return pause(20, position) as never;
      }
      override since(...args: Parameters<MemoryHistoryStore["since"]>): never {
        if (args[1]) this.publish?.();
        return pause(0).then(() => super.since(...args)) as never;
      }
    }
    const history = new SlowStore();
    await using app = await startApp(
      ({ route }) => route.channel("chat.{room}", { join: () => true, history: true }),
      { config: { rooms: { history } } },
    );
    const client = app.client();
    const channel = client.channel("chat.1");
    const seen = listen(channel);
    await joined(channel);
    history.publish = () => void app.socket.broadcast("chat.1", "said", "first");
    app.proxy.cut();
    await waitFor(() => seen.length === 1);
    expect(seen).toEqual([["first", 1, false]]);
  });

  it("replays nothing at a first join", async () => {
    await using app = await startApp(({ route }) =>
      route.channel("chat.{room}", { join: () => true, history: { size: 50 } }),
    );
    await app.socket.broadcast("chat.1", "said", "before");
    const channel = app.client().channel("chat.1");
    const seen = listen(channel);
    const gaps: unknown[] = [];
    channel.onGap((gap) => gaps.push(gap));
    await joined(channel);
    await app.socket.broadcast("chat.1", "said", "after");
    await waitFor(() => seen.length === 1);
    expect([seen, gaps]).toEqual([[["after", 2, false]], []]);
  });

  it.each([
    ["expired", 1],
    ["epoch", 3],
  ])("tells of a gap: %s", async (reason, size) => {
    await using app = await startApp(({ route }) =>
      route.channel("chat.{room}", {
        join: () => true,
        history: { size, ttlMs: reason === "epoch" ? 1 : 60_000 },
      }),
    );
    const client = app.client();
    const channel = client.channel("chat.1");
    const seen = listen(channel);
    const gaps: unknown[] = [];
    channel.onGap((gap) => gaps.push(gap));
    await joined(channel);
    await app.socket.broadcast("chat.1", "said", "a");
    await waitFor(() => seen.length === 1);
    await cutOff(app, client);
    if (reason === "epoch") {
      // A memory store forgets after twice the time, when it looks: at each thousandth message.
      await pause(5);
      for (let n = 0; n < 1_000; n++) await app.socket.broadcast("chat.other", "said", n);
    }
    await app.socket.broadcast("chat.1", "said", "b");
    await app.socket.broadcast("chat.1", "said", "c");
    app.proxy.accept();
    await waitFor(() => channel.state.getSnapshot().recovered === false);
    expect(gaps).toEqual([{ reason }]);
    await app.socket.broadcast("chat.1", "said", "d");
    await waitFor(() => seen.length === 2);
    expect(seen.at(-1)).toMatchObject(["d", expect.any(Number), false]);
  });

  it("asks for what was not for this connection, and goes on", async () => {
    await using app = await startApp(({ route }) =>
      route.channel("chat.{room}", { join: () => true, history: { size: 50 } }),
    );
    const client = app.client();
    const channel = client.channel("chat.1");
    const seen = listen(channel);
    await joined(channel);
    await app.socket.broadcast("chat.1", "said", 1);
    await app.socket.toRoom("chat.1").except(client.socketId!).emit("said", 2);
    await app.socket.broadcast("chat.1", "said", 3);
    await waitFor(() => seen.length === 2);
    expect(seen).toEqual([
      [1, 1, false],
      [3, 3, false],
    ]);
  });
});

describe("joins that travel with the handshake", () => {
  it("need no packet of their own, at first and after a reconnect", async () => {
    await using app = await startApp(({ route }) =>
      route.channel("news.{topic}", { join: () => true, history: { size: 50 } }),
    );
    const sent: string[] = [];
    const client = app.client({ onDebug: ({ what, about = "" }) => what === "sent" && sent.push(about) });
    const channels = ["a", "b", "c"].map((topic) => client.channel("news.{topic}", { topic }));
    const seen = channels.map((channel) => listen(channel));
    for (const channel of channels) await joined(channel);
    await cutOff(app, client);
    await app.socket.broadcast("news.b", "said", "missed");
    app.proxy.accept();
    for (const channel of channels) await joined(channel);
    expect(seen).toEqual([[], [["missed", 1, true]], []]);
    expect(sent).toEqual([]);
    const later = client.channel("news.d");
    listen(later);
    await joined(later);
    expect(sent).toEqual(["channel:join"]);
  });

  it("wait for onConnect, as every event does", async () => {
    const order: string[] = [];
    await using app = await startApp(({ route }) => {
      route.onConnect(async () => {
        await pause(50);
        order.push("onConnect");
      });
      route.channel("news.{topic}", { join: () => order.push("join") > 0 });
    });
    const channel = app.client().channel("news.a");
    listen(channel);
    await joined(channel);
    expect(order).toEqual(["onConnect", "join"]);
  });

  it("are left again where the channel was left meanwhile", async () => {
    await using counting = await startCounting();
    const { app, packets } = counting;
    const client = app.client();
    const [kept, left] = [client.channel("news.a"), client.channel("news.b")];
    listen(kept);
    listen(left);
    // On its way longer than a channel without users is kept.
    app.proxy.delay(200);
    await pause(500);
    left.leave();
    await joined(kept);
    await waitFor(() => packets.includes("channel:leave"));
    const socket = app.server.io.sockets.sockets.get(client.socketId!)!;
    expect([socket.rooms.has("news.a"), socket.rooms.has("news.b")]).toEqual([true, false]);
  });

  it("beyond a hundred are asked for one by one", async () => {
    await using app = await startApp(({ route }) => route.channel("news.{topic}", { join: () => true }), {
      config: { rooms: { max: 200 } },
    });
    const sent: string[] = [];
    const client = app.client({ onDebug: ({ what, about = "" }) => what === "sent" && sent.push(about) });
    const channels = Array.from({ length: 120 }, (_, topic) => client.channel("news.{topic}", { topic }));
    for (const channel of channels) listen(channel);
    for (const channel of channels) await joined(channel);
    expect(sent).toHaveLength(20);
  });
});

describe("who uses a channel", () => {
  it("never mixes two channels up, with history or without", async () => {
    await using app = await startApp(({ route }) => {
      route.channel("kept.{n}", { join: () => true, history: {} });
      route.channel("plain.{n}", () => true);
    });
    const client = app.client();
    const names = ["kept.1", "kept.2", "plain.1", "plain.2"];
    const channels = names.map((name) => client.channel(name));
    const seen: unknown[] = [];
    const all: unknown[] = [];
    for (const channel of channels) channel.on("said", (data) => seen.push([channel.name, data]));
    client.on("said", (data) => all.push(data));
    await Promise.all(channels.map(joined));
    for (const name of names) await app.socket.broadcast(name, "said", name);
    await waitFor(() => all.length === 4);
    await app.socket.toRoom("plain.1").volatile.emit("said", "plain.1");
    await waitFor(() => all.length === 5);
    await app.socket.toRoom("kept.2").volatile.emit("said", "kept.2");
    await app.socket.toUser("7").emit("said", "to the user");
    await waitFor(() => all.length === 7);
    expect(seen).toEqual([...names, "plain.1", "kept.2"].map((name) => [name, name]));
    // A member of both gets it once, as a message of the first.
    await app.socket.broadcast(["plain.2", "plain.1"], "said", "both");
    await waitFor(() => all.length === 8);
    expect(seen.slice(6)).toEqual([["plain.2", "both"]]);
  });

  it("joins once for two users, and leaves a while after the last one", async () => {
    await using counting = await startCounting();
    const { app, packets } = counting;
    const client = app.client();
    const [one, two] = [client.channel("news.a"), client.channel("news.{topic}", { topic: "a" })];
    const undo = one.on("said", () => undefined);
    two.on("said", () => undefined);
    two.presence.subscribe(() => undefined);
    await joined(one);
    expect(packets).toEqual(["channel:join"]);
    undo();
    undo();
    expect(two.state.getSnapshot().is).toBe("joined");
    two.leave();
    two.leave();
    await pause(100);
    expect(packets).toEqual(["channel:join"]);
    await waitFor(() => packets.length === 2);
    expect(packets).toEqual(["channel:join", "channel:leave"]);
    expect(two.state.getSnapshot()).toEqual({ is: "left" });
    two.on("said", () => undefined);
    await joined(two);
    expect(packets).toEqual(["channel:join", "channel:leave", "channel:join"]);
  });

  it("laravel/echo#539: three dependency changes in a row are one join, no leave, and lose nothing", async () => {
    await using counting = await startCounting();
    const { app, packets } = counting;
    const channel = app.client().channel("news.a");
    const seen: unknown[] = [];
    let undo = channel.on("said", (data) => seen.push(data));
    await joined(channel);
    for (let change = 1; change <= 3; change++) {
      await app.socket.broadcast("news.a", "said", change);
      undo();
      undo = channel.on("said", (data) => seen.push(data));
    }
    await waitFor(() => seen.length === 3);
    await pause(300);
    expect([seen, packets]).toEqual([[1, 2, 3], ["channel:join"]]);
  });

  it("laravel/echo#475, #483: using and leaving many times leaks no channel", async () => {
    await using counting = await startCounting();
    const { app, packets } = counting;
    const client = app.client();
    for (let n = 0; n < 50; n++) {
      const channel = client.channel("news.a");
      channel.on("said", () => undefined);
      channel.state.subscribe(() => undefined);
      channel.leave();
    }
    await waitFor(() => packets.includes("channel:leave"));
    expect(packets).toEqual(["channel:join", "channel:leave"]);
    const socket = app.server.io.sockets.sockets.get(client.socketId!)!;
    await waitFor(() => !socket.rooms.has("news.a"));
  });

  it("ably/ably-js#1687: presence stays for all others when one user is gone", async () => {
    await using counting = await startCounting();
    const client = counting.app.client();
    const [one, two] = [client.channel("news.a"), client.channel("news.a")];
    const undo = one.presence.subscribe(() => undefined);
    two.presence.subscribe(() => undefined);
    await waitFor(() => two.presence.count() === 1);
    // Undone twice, as cleanups are.
    undo();
    undo();
    one.leave();
    await pause(300);
    expect(two.presence.getSnapshot()).toMatchObject([{ id: "7" }]);
    expect(two.state.getSnapshot().is).toBe("joined");
  });

  it("ably/ably-js#1884: leaving while the join is under way leaves", async () => {
    await using counting = await startCounting();
    const { app, packets } = counting;
    const client = app.client();
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    app.proxy.delay(400);
    const channel = client.channel("news.a");
    channel.on("said", () => undefined)();
    await waitFor(() => packets.includes("channel:leave"));
    const socket = app.server.io.sockets.sockets.get(client.socketId!)!;
    await waitFor(() => !socket.rooms.has("news.a"));
    expect(packets).toEqual(["channel:join", "channel:leave"]);
    expect(channel.state.getSnapshot()).toEqual({ is: "left" });
  });

  it("leaves no listener behind after 10,000 uses", async () => {
    await using counting = await startCounting();
    const { app, packets } = counting;
    const client = app.client();
    const kept = client.channel("news.a");
    const seen = listen(kept);
    await joined(kept);
    let late = 0;
    for (let n = 0; n < 10_000; n++) {
      const channel = client.channel("news.a");
      channel.on("said", () => late++);
      channel.presence.onJoin(() => late++);
      channel.onWhisper("typing", () => late++);
      client.on("said", () => late++)();
      channel.leave();
    }
    await app.socket.broadcast("news.a", "said", 1);
    await waitFor(() => seen.length === 1);
    expect([late, packets]).toEqual([0, ["channel:join"]]);
  });
});

describe("refusals", () => {
  it("pusher/pusher-js#255, #752: a refused join is a state, and is tried again at the next reconnect", async () => {
    let mayJoin = false;
    await using app = await startApp(({ route }) => route.channel("chat.{room}", () => mayJoin));
    const client = app.client();
    const errors: RequestError[] = [];
    client.onError((error) => errors.push(error));
    const channel = client.channel("chat.1");
    const seen = listen(channel);
    await waitFor(() => channel.state.getSnapshot().is === "refused");
    expect(channel.state.getSnapshot().error).toMatchObject({
      code: "forbidden_room",
      event: "channel:join",
    });
    expect(errors).toHaveLength(1);
    mayJoin = true;
    app.proxy.cut();
    await joined(channel);
    await app.socket.broadcast("chat.1", "said", 1);
    await waitFor(() => seen.length === 1);
  });

  it("tries again by itself what may succeed later", async () => {
    let calls = 0;
    await using app = await startApp(({ route }) =>
      route.channel("chat.{room}", () => {
        if (++calls === 1) throw new SocketException("Later", { code: "unavailable", retryable: true });
        return true;
      }),
    );
    const channel = app.client().channel("chat.1");
    listen(channel);
    await joined(channel);
    expect(calls).toBe(2);
  });

  it("says when it was put out", async () => {
    let mayStay = true;
    await using app = await startApp(({ route }) =>
      route.channel("chat.{room}", { join: () => mayStay, presence: true }),
    );
    const channel = app.client().channel("chat.1");
    channel.presence.subscribe(() => undefined);
    await waitFor(() => channel.presence.count() === 1);
    mayStay = false;
    await app.socket.recheckChannel("chat.1");
    await waitFor(() => channel.state.getSnapshot().is === "refused");
    expect(channel.presence.getSnapshot()).toEqual([]);
  });

  it("asks for parameters that can be part of a name", () => {
    const client = createClient();
    expect(client.channel("a.{b}.{c}", { b: 1, c: "x" }).name).toBe("a.1.x");
    // @ts-expect-error -- without parameters
    expect(() => client.channel("a.{b}")).toThrow("needs b");
    expect(() => client.channel("a.{b}", { b: "1.secret" })).toThrow(TypeError);
    expect(client.private("a.b").name).toBe(client.join("a.b").name);
  });
});

describe("presence and whispers", () => {
  async function startRoom(): Promise<App> {
    return startApp(({ route }) =>
      route.channel("room.{n}", {
        join: ({ userId }) => ({ name: `user ${String(userId)}` }),
        whisper: ["typing"],
        presence: { graceMs: 0, batchMs: 1 },
      }),
    );
  }

  it("shows who is here, keeps what did not change, and tells who came and went", async () => {
    await using app = await startRoom();
    const [ada, bob] = [app.client(), app.client({ token: () => "user-8" })];
    const channel = ada.channel("room.1");
    const told: unknown[] = [];
    channel.presence.onJoin(({ id }) => told.push(["join", id]));
    channel.presence.onLeave(({ id }) => told.push(["leave", id]));
    await waitFor(() => channel.presence.count() === 1);
    const [before] = channel.presence.getSnapshot();
    expect(before).toMatchObject({ id: "7", info: { name: "user 7" }, connections: 1 });
    expect(Object.isFrozen(before) && Object.isFrozen(channel.presence.getSnapshot())).toBe(true);
    bob.channel("room.1").presence.subscribe(() => undefined);
    await waitFor(() => channel.presence.count() === 2);
    const both = channel.presence.getSnapshot();
    expect(both[0]).toBe(before);
    expect(channel.presence.getSnapshot()).toBe(both);
    await bob.close();
    await waitFor(() => channel.presence.count() === 1);
    expect(told).toEqual([
      ["join", "7"],
      ["join", "8"],
      ["leave", "8"],
    ]);
  });

  it("keeps the members through a reconnect, and tells only what changed", async () => {
    await using app = await startRoom();
    const ada = app.client();
    const channel = ada.channel("room.1");
    const bob = await app.server.connect({ auth: { token: "user-8" } });
    await bob.emitWithAck("channel:join", { channel: "room.1" });
    const told: unknown[] = [];
    channel.presence.subscribe(() => undefined);
    await waitFor(() => channel.presence.count() === 2);
    channel.presence.onLeave(({ id }) => told.push(["leave", id]));
    channel.presence.onJoin(({ id }) => told.push(["join", id]));
    await cutOff(app, ada);
    expect(channel.presence.count()).toBe(2);
    bob.close();
    app.proxy.accept();
    await waitFor(() => channel.presence.count() === 1);
    expect(told).toEqual([["leave", "8"]]);
  });

  it("counts where members are not named", async () => {
    await using app = await startApp(({ route }) =>
      route.channel("stage", { join: () => true, presence: { mode: "count", batchMs: 1, graceMs: 0 } }),
    );
    const { presence } = app.client().channel("stage");
    let changes = 0;
    presence.subscribe(() => changes++);
    await waitFor(() => presence.count() === 1);
    app
      .client({ token: () => "user-8" })
      .channel("stage")
      .presence.subscribe(() => undefined);
    await waitFor(() => presence.count() === 2);
    expect(presence.getSnapshot()).toEqual([]);
    expect(changes).toBeGreaterThan(0);
  });

  it("whispers to the others, with who said it", async () => {
    await using app = await startRoom();
    const [ada, bob] = [app.client(), app.client({ token: () => "user-8" })];
    const [here, there] = [ada.channel("room.1"), bob.channel("room.1")];
    const heard: unknown[] = [];
    here.onWhisper("typing", (data, from) => heard.push(["own", data, from]));
    there.onWhisper("typing", (data, from) => heard.push([data, from]));
    await Promise.all([joined(here), joined(there)]);
    here.whisper("typing", { on: true });
    await waitFor(() => heard.length === 1);
    expect(heard).toEqual([[{ on: true }, "7"]]);
    const refused = new Promise((resolve) => ada.onError(resolve));
    here.whisper("secret", 1);
    expect(await refused).toMatchObject({ code: "forbidden", event: "channel:whisper" });
  });
});

it("whispers are lost unless the channel is joined, and where the connection is busy", async () => {
  await using app = await startApp(({ route }) =>
    route.channel("room.{n}", { join: () => true, whisper: ["typing"] }),
  );
  const [ada, bob] = [app.client(), app.client({ token: () => "user-8" })];
  const [here, there] = [ada.channel("room.1"), bob.channel("room.1")];
  const heard: unknown[] = [];
  const errors: unknown[] = [];
  ada.onError((error) => errors.push(error));
  there.onWhisper("typing", (n) => heard.push(n));
  await joined(there);
  ada.connect();
  await waitFor(() => ada.status.getSnapshot().is === "online");
  here.whisper("typing", "not in use");
  listen(here);
  here.whisper("typing", "not joined yet");
  await joined(here);
  here.whisper("typing", "sent");
  // The one before is not on the wire before the next turn.
  here.whisper("typing", "lost");
  await waitFor(() => heard.length === 1);
  here.whisper("typing", "sent too");
  await waitFor(() => heard.length === 2);
  expect([heard, errors]).toEqual([["sent", "sent too"], []]);
});

it("receives what the server sends to all clients", async () => {
  await using app = await startApp(() => undefined);
  const client = app.client();
  const heard = client.once("news");
  client.connect();
  await waitFor(() => client.status.getSnapshot().is === "online");
  const plain = await app.server.connect();
  const there = nextEvent(plain, "news");
  await app.socket.emit("news", { n: 1 });
  expect([await heard, await there]).toEqual([{ n: 1 }, [{ n: 1 }]]);
});
