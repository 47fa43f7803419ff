import { SocketException } from "@carillon/socket-contract";
import type { LooseConnectionMiddleware } from "@carillon/socket-auth";
import { createRealtime } from "@carillon/socket-facade";
import { refused, startServer, unhandledDuring } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";
const silent = { debug() {}, info() {}, warn() {}, error() {} };

function serve(...steps: LooseConnectionMiddleware[]): Promise<TestServer> {
  const { socket } = createRealtime({ logger: silent, auth: { deadlineMs: 50 } });
  for (const step of steps) socket.use(step);
  return startServer((io) => socket.attach(io));
}

test("connection middleware run in order of declaration, synchronous or not", async () => {
  const seen: string[] = [];
  await using server = await serve(
    async (_socket, next) => {
      await Promise.resolve();
      seen.push("first");
      next();
    },
    (socket, next) => {
      seen.push("second");
      socket.handshake.headers["x-trace-id"] ??= "trace";
      next();
    },
  );
  await server.connect();
  expect(seen).toEqual(["first", "second"]);
});

describe("one clear refusal, nothing secret", () => {
  test.each<[string, LooseConnectionMiddleware, string, object | undefined]>([
    [
      "an Error given to next keeps its words and data, as in Socket.IO",
      (_socket, next) => {
        next(Object.assign(new Error("not authorized"), { data: { content: "Please retry later" } }));
      },
      "not authorized",
      { content: "Please retry later" },
    ],
    [
      "a string given to next",
      (_socket, next) => {
        next("closed for today");
      },
      "closed for today",
      undefined,
    ],
    [
      "a SocketException given to next",
      (_socket, next) => {
        next(new SocketException("Members only", { code: "forbidden" }));
      },
      "Members only",
      { ok: false, error: "forbidden", message: "Members only", status: 403 },
    ],
    [
      "a SocketException thrown",
      () => {
        throw new SocketException("Members only", { code: "forbidden" });
      },
      "Members only",
      { ok: false, error: "forbidden", message: "Members only", status: 403 },
    ],
    [
      "an Error thrown",
      () => {
        throw new Error(`database at 10.0.0.1 said no`);
      },
      "An unexpected error occurred.",
      { ok: false, error: "socket_error", message: "An unexpected error occurred.", status: 500 },
    ],
    [
      "a rejection",
      () => Promise.reject(new Error("database")),
      "An unexpected error occurred.",
      { ok: false, error: "socket_error", message: "An unexpected error occurred.", status: 500 },
    ],
    [
      "a middleware that never calls next",
      () => undefined,
      "The server took too long.",
      { ok: false, error: "timeout", message: "The server took too long.", status: 504, retryable: true },
    ],
    [
      "next() and then next(error): the first counts",
      (_socket, next) => {
        next(new Error("first"));
        next(new Error("second"));
      },
      "first",
      undefined,
    ],
  ])("%s", async (_name, middleware, message, data) => {
    await using server = await serve(middleware);
    const error = await refused(server.client());
    expect(error.message).toBe(message);
    expect(error.data).toEqual(data);
  });

  test("tokens in message and data are masked", async () => {
    await using server = await serve((_socket, next) => {
      next(
        Object.assign(new Error(`Bearer ${jwt} is bad`), { data: { token: "s3cr3t", note: `token=${jwt}` } }),
      );
    });
    const error = await refused(server.client());
    expect(error.message).not.toContain(jwt);
    expect(JSON.stringify(error.data)).not.toContain("s3cr3t");
    expect(JSON.stringify(error.data)).not.toContain(jwt);
  });
});

test("next() twice connects once", async () => {
  let connections = 0;
  const { socket } = createRealtime({ logger: silent });
  socket.use((_socket, next) => {
    next();
    next();
  });
  await using server = await startServer((io) => {
    socket.attach(io);
    io.on("connection", () => connections++);
  });
  const client = await server.connect();
  client.emit("flush");
  await client.emitWithAck("unknown");
  expect(connections).toBe(1);
});

test("a middleware that throws after next() lets the client in and the process live", async () => {
  const unhandled = await unhandledDuring(async () => {
    await using server = await serve((_socket, next) => {
      next();
      throw new Error("late");
    });
    await server.connect();
  });
  expect(unhandled).toEqual([]);
});

test("wrong steps are refused when they are declared", () => {
  const { socket } = createRealtime();
  expect(() => socket.use("api" as "auth:api")).toThrow(
    'Socket.use takes (socket, next) => ..., "auth:socket"',
  );
});
