import { createServer } from "node:http";
import { refused, startServer, transports } from "@carillon/socket-testing";
import { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import { createAuthenticator, createSocketAuthMiddleware } from "../src/index.js";
import { byNumber, serve, silent } from "./kit.js";

const allowedOrigins = ["https://app.example", "https://*.shop.example", "http://localhost:3000"];

const cases: readonly [origin: string | undefined, isAllowed: boolean][] = [
  ["https://app.example", true],
  ["https://eu.shop.example", true],
  ["https://a.b.shop.example", true],
  ["http://localhost:3000", true],
  [undefined, false],
  ["null", false],
  ["", false],
  ["https://evil.example", false],
  ["http://app.example", false],
  ["https://app.example.evil.example", false],
  ["https://evil-app.example", false],
  ["https://app.example:8443", false],
  ["https://app.example@evil.example", false],
  ["https://shop.example", false],
  ["https://evilshop.example", false],
  ["https://evil.example/.shop.example", false],
  ["http://localhost:30001", false],
  ["not an origin", false],
];

describe.each(transports)("over %s, an origin", (transport) => {
  it.each(cases)("%j: allowed %s", async (origin, isAllowed) => {
    await using server = await serve({ allowedOrigins });
    const extraHeaders = origin === undefined ? {} : { origin };
    const client = server.client({ transports: [transport], auth: { token: "42" }, extraHeaders });
    if (isAllowed) {
      client.connect();
      await new Promise((resolve) =>
        client.once("connect", () => {
          resolve(undefined);
        }),
      );
    } else {
      await refused(client);
      expect(server.io.engine.clientsCount).toBe(0);
    }
  });

  it("is judged without attach as well, by the middleware alone", async () => {
    await using server = await startServer((io: Server) => {
      io.use(createSocketAuthMiddleware({ guard: byNumber, allowedOrigins, logger: silent }));
    });
    const options = { transports: [transport], auth: { token: "42" } };
    const error = await refused(
      server.client({ ...options, extraHeaders: { origin: "https://evil.example" } }),
    );
    expect(error.data).toMatchObject({ error: "forbidden", status: 403 });
    await server.connect({ ...options, extraHeaders: { origin: "https://app.example" } });
  });
});

it("is judged before the server listens, beside the server's own allowRequest", async () => {
  const asked: unknown[] = [];
  const io = new Server({
    allowRequest: (request, decide) => {
      asked.push(request.headers.origin);
      decide(null, request.headers["x-deny"] === undefined);
    },
  });
  createAuthenticator({ guards: { api: byNumber }, allowedOrigins, logger: silent }).attach(io);
  await using server = await startServer(() => undefined, { io, httpServer: createServer() });
  const origin = "https://app.example";
  await refused(server.client({ extraHeaders: { origin: "https://evil.example" } }));
  expect(asked).toEqual([]);
  await server.connect({ extraHeaders: { origin } });
  await refused(server.client({ extraHeaders: { origin, "x-deny": "1" } }));
  expect(asked).toEqual([origin, origin]);
});

it("of a page's own polling request, which names none, passes by the browser's word", async () => {
  await using server = await serve({ allowedOrigins });
  const options = { transports: ["polling"], auth: { token: "42" } };
  await server.connect({ ...options, extraHeaders: { "sec-fetch-site": "same-origin" } });
  await refused(server.client({ ...options, extraHeaders: { "sec-fetch-site": "cross-site" } }));
});

it("may be decided by a function", async () => {
  await using server = await serve({ allowedOrigins: (origin) => origin === undefined });
  await server.connect({ auth: { token: "42" } });
  await refused(server.client({ auth: { token: "42" }, extraHeaders: { origin: "https://app.example" } }));
});

it("guards a token in a cookie", async () => {
  const sources = [{ source: "cookie", name: "token" }] as const;
  await using server = await serve({ allowedOrigins, sources });
  const origin = "https://app.example";
  await server.connect({ extraHeaders: { origin, cookie: "a=b; token=42" } });
  await refused(server.client({ extraHeaders: { origin, cookie: "token=42; token=43" } }));
  await refused(server.client({ extraHeaders: { origin, cookie: "xtoken=42" } }));
  await refused(server.client({ extraHeaders: { origin }, auth: { token: "42" } }));
});
