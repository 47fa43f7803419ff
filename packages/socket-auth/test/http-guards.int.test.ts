import { createServer } from "node:http";
import { nextEvent, refused, startServer, transports } from "@carillon/socket-testing";
import express from "express";
import session from "express-session";
import helmet from "helmet";
import { SignJWT } from "jose";
import passport from "passport";
import { ExtractJwt, Strategy } from "passport-jwt";
import { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import {
  createAuthenticator,
  createSocketAuthMiddleware,
  handshakeOnly,
  passportGuard,
  sessionGuard,
} from "../src/index.js";
import { route, silent, soleSocket } from "./kit.js";

const origin = "http://127.0.0.1";

declare module "express-session" {
  interface SessionData {
    user?: { id: number };
  }
}

describe.each([
  ["through handshakeOnly", handshakeOnly],
  ["at every request", (middleware: ReturnType<typeof session>) => middleware as never],
] as const)("express-session %s", (_name, wrap) => {
  it.each(transports)(
    "signs in by its cookie over %s, and signing out over HTTP ends it",
    async (transport) => {
      const app = express();
      const sessions = session({ secret: "a test", resave: false, saveUninitialized: false });
      app.use(sessions);
      app.post("/sign-in", (request, response) => {
        request.session.user = { id: 42 };
        response.end();
      });
      app.post("/sign-out", (request, response) => {
        request.session.destroy(() => response.end());
      });
      const web = sessionGuard({ user: (data: { user?: { id: number } }) => data.user });
      const auth = createAuthenticator({ guard: web, allowedOrigins: [origin], logger: silent });
      const httpServer = createServer(app);
      const io = new Server(httpServer);
      io.engine.use(wrap(sessions));
      io.use(auth.connectionMiddleware());
      auth.attach(io).seal();
      const protect = auth.eventMiddleware();
      io.on("connection", (socket) => {
        route(socket, "whoami", () => protect({ socket, context: {}, next: () => undefined }));
      });
      await using server = await startServer(() => undefined, { httpServer, io });

      const cookie = (await fetch(`${server.url}/sign-in`, { method: "POST" })).headers
        .getSetCookie()[0]
        ?.split(";")[0];
      const extraHeaders = { cookie: cookie ?? "", origin };
      const client = await server.connect({ transports: [transport], extraHeaders });
      const socket = soleSocket(server.io);
      expect(socket.handshake.headers.cookie).toBe("***REDACTED***");
      expect(socket.request.headers.cookie).toBe(cookie);
      expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });

      await fetch(`${server.url}/sign-out`, { method: "POST", headers: { cookie: cookie ?? "" } });
      const told = nextEvent(client, "auth:revoked");
      expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
      await told;
      expect(await client.emitWithAck("auth:refresh", { token: "anything" })).toMatchObject({ ok: false });
      expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });

      const stranger = await refused(server.client({ transports: [transport], extraHeaders: { origin } }));
      expect(stranger.data).toMatchObject({ error: "unauthenticated" });
    },
  );
});

it("sessionGuard demands allowedOrigins, and says so", () => {
  const guard = sessionGuard({ user: () => null });
  expect(() => createAuthenticator({ guard })).toThrow(/allowedOrigins/);
});

it("handshakeOnly runs helmet on the first request alone", async () => {
  for (const isWrapped of [true, false]) {
    let runs = 0;
    const count = helmet();
    const middleware: typeof count = (request, response, next) => {
      runs += 1;
      count(request, response, next);
    };
    await using server = await startServer((io: Server) => {
      io.engine.use(isWrapped ? handshakeOnly(middleware) : middleware);
      io.on("connection", (socket) => {
        route(socket, "ping", () => undefined);
      });
    });
    const client = await server.connect({ transports: ["polling"] });
    await client.emitWithAck("ping", null);
    expect(isWrapped ? runs === 1 : runs > 1).toBe(true);
  }
});

describe("passportGuard", () => {
  const secret = "a secret of thirty-two bytes or more";
  passport.use(
    new Strategy(
      {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKey: secret,
        algorithms: ["HS256"],
      },
      (claims: { sub: string }, done) => {
        if (claims.sub === "boom") done(new Error("Bearer abc123def456"));
        else done(null, { id: claims.sub });
      },
    ),
  );
  const sign = (sub: string, exp = "1m"): Promise<string> =>
    new SignJWT({ sub })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime(exp)
      .sign(new TextEncoder().encode(secret));
  const serve = () =>
    startServer((io: Server) => {
      io.use(createSocketAuthMiddleware({ guard: passportGuard(passport, "jwt"), logger: silent }));
      io.on("connection", (socket) => {
        route(socket, "ping", () => undefined);
      });
    });

  it("runs a real passport-jwt strategy, whichever way the token came", async () => {
    await using server = await serve();
    const token = await sign("42");
    await server.connect({ auth: { token } });
    await server.connect({ extraHeaders: { authorization: `Bearer ${token}` } });
    await server.connect({ query: { token } });
    expect(server.io.sockets.sockets.size).toBe(3);
  });

  it("refuses what the strategy refuses, and is unavailable when it fails", async () => {
    await using server = await serve();
    for (const token of [undefined, "nonsense", await sign("42", "1s ago")]) {
      const error = await refused(server.client({ auth: token === undefined ? {} : { token } }));
      expect(error.data).toMatchObject({ error: "unauthenticated" });
    }
    const failed = await refused(server.client({ auth: { token: await sign("boom") } }));
    expect(failed.data).toMatchObject({ error: "unavailable", status: 503, retryable: true });
    expect(JSON.stringify([failed.message, failed.data])).not.toContain("abc123");
  });
});
