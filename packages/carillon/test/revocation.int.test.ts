import { SocketException } from "carillon";
import { nextEvent, refused, waitFor } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { gate, startLayer } from "./layer.js";

test("revoked while a handler runs: it may finish, and nothing after it runs", async () => {
  const [begun, rest] = [gate(), gate()];
  let finished = 0;
  let after = 0;
  await using stage = await startLayer(({ route }) => {
    route.socketGroup({ middleware: "auth:socket" }, () => {
      route.socket("slow", async () => {
        begun.open();
        await rest.opened;
        finished++;
      });
      route.socket("after", () => after++);
    });
  });
  const ada = await stage.server.connect({ auth: { token: "ada" } });
  const gone = nextEvent(ada, "disconnect");
  const told = nextEvent(ada, "auth:revoked");
  ada.emit("slow");
  await begun.opened;
  stage.layer.socket.revoke({ userId: "ada" });
  ada.emit("after");
  expect((await told)[0]).toMatchObject({ error: "revoked" });
  await gone;
  rest.open();
  await waitFor(() => finished === 1);
  expect(after).toBe(0);
});

test("revoked with a hundred events on their way: no handler runs afterwards", async () => {
  let isRevoked = false;
  let late = 0;
  await using stage = await startLayer(({ route }) => {
    route.socketGroup({ middleware: "auth:socket" }, () => {
      route.socket("count", () => {
        if (isRevoked) late++;
      });
    });
  });
  const ada = await stage.server.connect({ auth: { token: "ada" } });
  const gone = nextEvent(ada, "disconnect");
  for (let n = 0; n < 100; n++) {
    ada.emit("count");
    if (n === 50) {
      await ada.emitWithAck("count");
      stage.layer.socket.revoke({ sessionId: "session of ada" });
      isRevoked = true;
    }
  }
  await gone;
  expect(late).toBe(0);
});

test("revoked while a join awaits: the join is undone and nothing is delivered", async () => {
  const [asked, answer] = [gate(), gate()];
  await using stage = await startLayer(({ route }) => {
    route.channel("orders.{id}", async () => {
      asked.open();
      await answer.opened;
      return true;
    });
  });
  const ada = await stage.server.connect({ auth: { token: "ada" } });
  const heard: unknown[] = [];
  ada.on("order:updated", (order: unknown) => heard.push(order));
  const gone = nextEvent(ada, "disconnect");
  ada.emit("channel:join", { channel: "orders.1" });
  await asked.opened;
  stage.layer.socket.revoke({ userId: "ada" });
  answer.open();
  await stage.layer.socket.broadcast("orders.1", "order:updated", 1);
  await gone;
  await waitFor(() => stage.server.io.of("/").adapter.rooms.size === 0);
  expect(heard).toEqual([]);
});

test("revoked while a handler joins a room on its behalf: no ghost stays behind", async () => {
  const [begun, rest] = [gate(), gate()];
  let outcome: unknown;
  await using stage = await startLayer(({ route }) => {
    route.socket("enter", async (socket) => {
      begun.open();
      await rest.opened;
      outcome = await socket.joinRoom("users.ada").then(
        () => "joined",
        (error: unknown) => error,
      );
    });
  });
  const ada = await stage.server.connect({ auth: { token: "ada" } });
  const gone = nextEvent(ada, "disconnect");
  ada.emit("enter");
  await begun.opened;
  stage.layer.socket.revoke({ userId: "ada" });
  await gone;
  rest.open();
  await waitFor(() => outcome !== undefined);
  expect(outcome).toBeInstanceOf(SocketException);
  expect(stage.server.io.of("/").adapter.rooms.size).toBe(0);
});

test("a silent listener hears nothing more once it is revoked", async () => {
  await using stage = await startLayer(() => undefined);
  const ada = await stage.server.connect({ auth: { token: "ada" } });
  const heard: unknown[] = [];
  ada.on("notification:new", (notification: unknown) => heard.push(notification));
  const first = nextEvent(ada, "notification:new");
  await stage.layer.socket.emitTo("ada", "notification:new", 1);
  await first;
  const gone = nextEvent(ada, "disconnect");
  expect(stage.layer.socket.revoke({ userId: "ada" })).toBe(1);
  await stage.layer.socket.emitTo("ada", "notification:new", 2);
  await gone;
  expect(heard).toEqual([1]);
});

test("revoked while it reconnects: the token that the guard refuses now is refused", async () => {
  const revoked = new Set<string>();
  await using stage = await startLayer(({ socket }) => {
    socket.guard("store", ({ token }) => (revoked.has(token) ? null : { user: { id: token }, id: token }));
    socket.use("auth:store");
  });
  const ada = await stage.server.connect({ auth: { token: "ada" } });
  revoked.add("ada");
  const gone = nextEvent(ada, "disconnect");
  stage.layer.socket.revoke({ userId: "ada" });
  await gone;
  const again = stage.server.client({ auth: { token: "ada" } });
  expect((await refused(again)).message).toMatch(/^Unauthenticated/);
});

test("rooms follow a refresh, and an identity that ends leaves its room", async () => {
  await using stage = await startLayer(
    ({ socket }) => {
      socket.guard("short", ({ token }) => ({
        user: { id: "ada" },
        id: "ada",
        expiresAt: Date.now() + (token === "long" ? 60_000 : 400),
      }));
      socket.use("auth:short");
    },
    { config: { auth: { guard: "short", onExpire: "anonymous" } } },
  );
  const ada = await stage.server.connect({ auth: { token: "short" } });
  const room = (): number => stage.server.io.of("/").adapter.rooms.get("users.ada")?.size ?? 0;
  expect(room()).toBe(1);
  await waitFor(() => room() === 0);
  expect(ada.connected).toBe(true);
});
