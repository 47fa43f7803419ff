import { tracingChannel } from "node:diagnostics_channel";
import { createRealtime } from "@carillon/socket-facade";
import { FakeIo, refused } from "@carillon/socket-testing";
import { expect, test } from "vitest";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What ended on a channel, until it is disposed of. */
function ended(name: string): { traces: unknown[] } & Disposable {
  const traces: unknown[] = [];
  const channel = tracingChannel<unknown, { outcome?: string | undefined }>(name);
  const subscribers = {
    end: (trace: { outcome?: string | undefined }) => {
      if (trace.outcome !== undefined) traces.push(trace);
    },
    asyncEnd: (trace: object) => void traces.push(trace),
  };
  channel.subscribe(subscribers as never);
  return { traces, [Symbol.dispose]: () => void channel.unsubscribe(subscribers as never) };
}

test("every part of the layer traces what it does, and names neither user, room nor secret", async () => {
  using authenticate = ended("carillon:authenticate");
  using join = ended("carillon:join");
  using broadcast = ended("carillon:broadcast");
  using dispatch = ended("carillon:dispatch");
  const { socket, route } = createRealtime({ logger: silent });
  const user = { id: "user-ada" };
  socket.guard("api", async ({ token }) => {
    if (token === "broken-secret") throw new Error("database at 10.0.0.1 is down");
    return token === "ada-secret" ? user : null;
  });
  socket.use("auth:socket");
  route.channel("orders.{orderId}", { join: (_context, { orderId }) => orderId === "secret-room" });
  route.socket("order:update", () => socket.broadcast("orders.secret-room", "order:updated", "payload"), {
    middleware: ["auth:socket"],
  });
  await using io = new FakeIo();
  socket.attach(io);

  const ada = await io.connect({ auth: { token: "ada-secret" } });
  await refused(io.client({ auth: { token: "stale-secret" } }));
  await refused(io.client({ auth: { token: "broken-secret" } }));
  await ada.emitWithAck("channel:join", { channel: "orders.secret-room" });
  await ada.emitWithAck("channel:join", { channel: "orders.other" });
  expect(await ada.emitWithAck("order:update", "payload")).toMatchObject({ ok: true });
  expect(await ada.emitWithAck("auth:refresh", { token: "stale-secret" })).toMatchObject({ ok: false });
  await io.settled();

  expect(authenticate.traces).toEqual([
    { namespace: "/", guard: "api", phase: "handshake", outcome: "ok" },
    { namespace: "/", guard: "api", phase: "handshake", outcome: "unauthenticated" },
    { namespace: "/", guard: "api", phase: "handshake", outcome: "socket_error" },
    { namespace: "/", guard: "api", phase: "recheck", outcome: "ok" },
    { namespace: "/", guard: "api", phase: "refresh", outcome: "unauthenticated" },
  ]);
  expect(join.traces).toMatchObject([
    { namespace: "/", channel: "orders.{orderId}", outcome: "ok" },
    { namespace: "/", channel: "orders.{orderId}", outcome: "forbidden_room" },
  ]);
  expect(broadcast.traces).toEqual([{ namespace: "/", event: "order:updated", rooms: 1, outcome: "ok" }]);
  expect(dispatch.traces).toMatchObject([
    { namespace: "/", event: "channel:join", outcome: "ok" },
    { namespace: "/", event: "channel:join", outcome: "forbidden_room" },
    { namespace: "/", event: "order:update", outcome: "ok" },
    { namespace: "/", event: "auth:refresh", outcome: "unauthenticated" },
  ]);
  const everything = JSON.stringify([authenticate, join, broadcast, dispatch]);
  for (const secret of ["secret", "user-ada", "payload", "10.0.0.1"])
    expect(everything).not.toContain(secret);
});
