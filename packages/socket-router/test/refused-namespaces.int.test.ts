import { EventEmitter, once } from "node:events";
import { connected, nextEvent, refused, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { Server, Socket } from "socket.io";
import { expect, test } from "vitest";
import { createRouter } from "../src/index.js";

/** A server with routes in the namespaces of tenants, whose middleware is the test's. */
async function tenants(letIn: (socket: Socket) => Promise<boolean> | boolean): Promise<TestServer> {
  const router = createRouter();
  router.socketGroup({ namespace: /^\/tenant-\d+$/ }, () =>
    router.socket("where", (socket) => socket.nsp.name),
  );
  const server = await startServer((io) => {
    router.attach(io);
    for (const parent of parentsOf(io))
      parent.use((socket, next) => {
        void Promise.resolve(letIn(socket)).then((ok) => {
          next(ok ? undefined : new Error("Refused"));
        });
      });
  });
  return server;
}

function parentsOf(io: Server): Iterable<{ use: Server["use"]; children: Set<unknown> }> {
  return (
    io as unknown as { parentNsps: Map<unknown, { use: Server["use"]; children: Set<unknown> }> }
  ).parentNsps.values();
}

function names(io: Server): string[] {
  return [...io._nsps.keys()].sort();
}

test("two hundred refused clients leave no namespace", async () => {
  await using server = await tenants(() => false);
  for (let id = 0; id < 200; id += 20) {
    const errors = Array.from({ length: 20 }, (_, index) =>
      refused(server.client({ namespace: `/tenant-${String(id + index)}` })),
    );
    for (const { message } of await Promise.all(errors)) expect(message).toBe("Refused");
  }
  expect(names(server.io)).toEqual(["/"]);
  for (const { children } of parentsOf(server.io)) expect(children.size).toBe(0);
});

test("a refused client does not take the namespace from one that is being let in", async () => {
  const guard = new EventEmitter();
  const isAsked = once(guard, "asked");
  const decided = once(guard, "decided").then(([isLetIn]) => isLetIn as boolean);
  await using server = await tenants((socket) => {
    if (socket.handshake.auth["token"] === undefined) return false;
    guard.emit("asked");
    return decided;
  });
  const ada = server.client({ namespace: "/tenant-1", auth: { token: "ada" } });
  const isIn = connected(ada);
  await isAsked;
  await refused(server.client({ namespace: "/tenant-1" }));
  expect(names(server.io)).toEqual(["/", "/tenant-1"]);
  guard.emit("decided", true);
  await isIn;
  expect(await ada.emitWithAck("where")).toEqual({ ok: true, data: "/tenant-1" });
  const heard = nextEvent(ada, "news");
  const namespace = server.io.of("/tenant-1");
  namespace.emit("news", 1);
  expect(await heard).toEqual([1]);
  // Once entered, it stays, as in Socket.IO: when the next client is refused, and when the last one leaves.
  await refused(server.client({ namespace: "/tenant-1" }));
  ada.disconnect();
  await waitFor(() => namespace.sockets.size === 0);
  expect(names(server.io)).toEqual(["/", "/tenant-1"]);
});

test("the first is refused last: the namespace is that of the client that was let in", async () => {
  const guard = new EventEmitter();
  const isAsked = once(guard, "asked");
  const decided = once(guard, "decided").then(([isLetIn]) => isLetIn as boolean);
  await using server = await tenants((socket) => {
    if (socket.handshake.auth["token"] !== undefined) return true;
    guard.emit("asked");
    return decided;
  });
  const refusal = refused(server.client({ namespace: "/tenant-1" }));
  await isAsked;
  const ada = await server.connect({ namespace: "/tenant-1", auth: { token: "ada" } });
  guard.emit("decided", false);
  await refusal;
  expect(names(server.io)).toEqual(["/", "/tenant-1"]);
  expect(await ada.emitWithAck("where")).toEqual({ ok: true, data: "/tenant-1" });
});

test("a namespace that the application made stays", async () => {
  await using server = await tenants(() => false);
  const own = server.io.of("/tenant-7");
  await refused(server.client({ namespace: "/tenant-7" }));
  expect(server.io.of("/tenant-7")).toBe(own);
});
