import { SocketException } from "@carillon/socket-contract";
import { refused, startServer, unhandledDuring, waitFor } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import { safeConnectionMiddleware } from "../src/index.js";
import type { LooseConnectionMiddleware } from "../src/index.js";
import { silent } from "./kit.js";

const secret = "Bearer abc123def456";
const generic = { error: "socket_error", message: "An unexpected error occurred.", status: 500 };

const masked = "Bearer ***REDACTED***";
const refusals: readonly [string, LooseConnectionMiddleware, object | string, string?][] = [
  ["throws", () => fail(new Error(secret)), generic],
  ["rejects", () => Promise.reject(new Error(secret)), generic],
  ["throws undefined", () => fail(undefined), generic],
  ["throws a string", () => fail(secret), generic],
  [
    "passes an error",
    (_socket, next) => {
      next(new Error(secret));
    },
    masked,
  ],
  [
    "passes data",
    (_socket, next) => {
      next(Object.assign(new Error("no"), { data: { token: secret, content: "Please retry later" } }));
    },
    { token: "***REDACTED***", content: "Please retry later" },
    "no",
  ],
  [
    "passes a string",
    (_socket, next) => {
      next("no");
    },
    "no",
  ],
  [
    "passes a look-alike",
    (_socket, next) => {
      next({ name: "SocketException", message: secret });
    },
    generic,
  ],
  ["never calls next", () => undefined, { error: "timeout", status: 504, retryable: true }],
  [
    "passes a SocketException",
    (_socket, next) => {
      next(
        new SocketException(`Banned (${secret})`, { code: "banned", status: 403, data: { password: "x" } }),
      );
    },
    {
      error: "banned",
      message: "Banned (Bearer ***REDACTED***)",
      status: 403,
      data: { password: "***REDACTED***" },
    },
  ],
  [
    "refuses, then goes on",
    (_socket, next) => {
      next(new Error(secret));
      next();
    },
    masked,
  ],
];

describe("a connection middleware that", () => {
  it.each(refusals)("%s refuses once, with nothing secret", async (_name, middleware, expected, words) => {
    const lines: unknown[] = [];
    const logger = {
      ...silent,
      error: (...line: unknown[]) => lines.push(line),
      debug: (...line: unknown[]) => lines.push(line),
    };
    let connections = 0;
    const unhandled = await unhandledDuring(async () => {
      await using server = await startServer((io: Server) => {
        io.use(safeConnectionMiddleware(middleware, { deadlineMs: 40, logger }));
        io.on("connection", () => (connections += 1));
      });
      const error = await refused(server.client());
      if (typeof expected === "string") {
        expect([error.message, error.data]).toEqual([expected, undefined]);
      } else {
        expect(error.data).toMatchObject(expected);
        expect(error.message).toBe(words ?? (error.data as { message: string }).message);
      }
      expect(JSON.stringify([error.message, error.data])).not.toContain("abc123");
      await waitFor(() => server.io.of("/").adapter.rooms.size === 0);
    });
    expect(unhandled).toEqual([]);
    expect(connections).toBe(0);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map(String).join()).not.toContain("abc123");
  });

  it.each<[string, LooseConnectionMiddleware]>([
    [
      "calls next twice",
      (_socket, next) => {
        next();
        next();
      },
    ],
    [
      "calls next, then fails",
      (_socket, next) => {
        next();
        fail(new Error(secret));
      },
    ],
    [
      "calls next, then refuses",
      (_socket, next) => {
        next();
        next(new Error(secret));
      },
    ],
    [
      "calls next, then rejects",
      async (_socket, next) => {
        next();
        await Promise.reject(new Error(secret));
      },
    ],
    [
      "passes null",
      (_socket, next) => {
        next(null);
      },
    ],
  ])("%s connects once", async (_name, middleware) => {
    let connections = 0;
    const unhandled = await unhandledDuring(async () => {
      await using server = await startServer((io: Server) => {
        io.use(safeConnectionMiddleware(middleware, { logger: silent }));
        io.on("connection", () => (connections += 1));
      });
      const client = await server.connect();
      expect(client.connected).toBe(true);
    });
    expect(unhandled).toEqual([]);
    expect(connections).toBe(1);
  });
});

function fail(reason: unknown): never {
  throw reason;
}
