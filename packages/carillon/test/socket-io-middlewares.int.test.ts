import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { createRealtime } from "carillon";
import type { Realtime } from "carillon";
import { refused, startServer } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import session from "express-session";
import helmet from "helmet";
import { SignJWT } from "jose";
import passport from "passport";
import { ExtractJwt, Strategy } from "passport-jwt";
import type { Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { gate } from "./layer.js";

// Socket.IO's page "Middlewares", each of its examples, on a server that Carillon is attached to.

type Step = (socket: Socket, next: (error?: Error) => void) => void;

/** The two places where a connection middleware may stand. */
const places: [string, (io: Server, layer: Realtime, step: Step) => void][] = [
  ["io.use", (io, _layer, step) => void io.use(step)],
  ["Socket.use", (_io, { socket }, step) => void socket.use(step)],
];

async function serve(declare: (io: Server, layer: Realtime) => void): Promise<TestServer> {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const layer = createRealtime({ logger: silent });
  layer.route.socket("ping", () => "pong");
  return startServer((io) => {
    declare(io, layer);
    layer.socket.attach(io);
  });
}

describe.each(places)("by %s", (_place, use) => {
  test("one that is valid goes on, one that is not is refused", async () => {
    await using server = await serve((io, layer) =>
      use(io, layer, (socket, next) => {
        if (socket.request.headers["x-valid"] === "yes") next();
        else next(new Error("invalid"));
      }),
    );
    expect((await refused(server.client())).message).toBe("invalid");
    const client = await server.connect({ extraHeaders: { "x-valid": "yes" } });
    expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  });

  test("several run in order, and none behind an error", async () => {
    const ran: string[] = [];
    await using server = await serve((io, layer) => {
      use(io, layer, (_socket, next) => {
        ran.push("first");
        next();
      });
      use(io, layer, (_socket, next) => {
        ran.push("second");
        next(new Error("thou shall not pass"));
      });
      use(io, layer, (_socket, next) => {
        ran.push("third");
        next();
      });
    });
    expect((await refused(server.client())).message).toBe("thou shall not pass");
    expect(ran).toEqual(["first", "second"]);
  });

  test("a client that leaves meanwhile: neither connection nor disconnect is triggered", async () => {
    const [entered, goOn] = [gate(), gate()];
    const triggered: string[] = [];
    let isFirst = true;
    await using server = await serve((io, layer) => {
      use(io, layer, (socket, next) => {
        if (!isFirst) {
          next();
          return;
        }
        isFirst = false;
        socket.on("disconnect", () => triggered.push("disconnect"));
        void goOn.opened.then(() => next());
        entered.open();
      });
      io.on("connection", (socket) => triggered.push(`connection ${String(socket.handshake.auth["name"])}`));
    });
    const client = server.client({ auth: { name: "first" } });
    client.connect();
    await entered.opened;
    client.disconnect();
    await server.connect({ auth: { name: "second" } });
    goOn.open();
    await server.connect({ auth: { name: "third" } });
    expect(triggered).toEqual(["connection second", "connection third"]);
  });

  test.each([
    ["an object", { token: "abc" }],
    ["a function", (answer: (data: object) => void) => answer({ token: "abc" })],
  ])("credentials sent as %s are in the handshake", async (_form, auth) => {
    let token: unknown;
    await using server = await serve((io, layer) =>
      use(io, layer, (socket, next) => {
        token = socket.handshake.auth["token"];
        next();
      }),
    );
    await server.connect({ auth });
    expect(token).toBe("abc");
  });

  test("an error's message and its data reach connect_error", async () => {
    await using server = await serve((io, layer) =>
      use(io, layer, (_socket, next) => {
        next(Object.assign(new Error("not authorized"), { data: { content: "Please retry later" } }));
      }),
    );
    const error = await refused(server.client());
    expect(error instanceof Error).toBe(true);
    expect(error.message).toBe("not authorized");
    expect(error.data).toEqual({ content: "Please retry later" });
  });
});

describe("io.engine.use takes middleware of Express", () => {
  test("express-session, with the page's own options", async () => {
    const ids: unknown[] = [];
    await using server = await serve((io, layer) => {
      io.engine.use(
        session({
          secret: "keyboard cat",
          resave: false,
          saveUninitialized: true,
          cookie: { secure: true },
        }),
      );
      layer.route.socket("session", (socket) => {
        ids.push((socket.request as IncomingMessage & { sessionID?: string }).sessionID);
      });
    });
    const client = await server.connect();
    await client.emitWithAck("session");
    expect(ids).toEqual([expect.stringMatching(/^[\w-]{32}$/)]);
  });

  test("helmet", async () => {
    await using server = await serve((io) => void io.engine.use(helmet()));
    const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    expect(response.status).toBe(200);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    await server.connect({ transports: ["polling"] });
  });

  test("passport-jwt, at the handshake request alone", async () => {
    const secret = "a secret of thirty-two characters";
    const authenticator = new passport.Passport();
    let asked = 0;
    authenticator.use(
      new Strategy(
        { secretOrKey: secret, jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken() },
        ({ sub }: { sub: string }, done) => {
          asked++;
          done(null, { id: sub });
        },
      ),
    );
    await using server = await serve((io, layer) => {
      io.engine.use(
        (
          req: IncomingMessage & { _query: { sid?: string } },
          res: object,
          next: (error?: unknown) => void,
        ) => {
          const isHandshake = req._query.sid === undefined;
          if (isHandshake) {
            (authenticator.authenticate("jwt", { session: false }) as (...args: unknown[]) => void)(
              req,
              res,
              next,
            );
          } else {
            next();
          }
        },
      );
      layer.route.socket("me", (socket) => (socket.request as IncomingMessage & { user?: unknown }).user);
    });
    const token = await new SignJWT()
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("42")
      .sign(new TextEncoder().encode(secret));
    const client = await server.connect({
      transports: ["polling", "websocket"],
      extraHeaders: { authorization: `Bearer ${token}` },
    });
    expect(await client.emitWithAck("me")).toEqual({ ok: true, data: { id: "42" } });
    expect(asked).toBe(1);
    await expect(server.connect({ transports: ["polling"] })).rejects.toThrow("xhr poll error");
  });

  test("on a server that attach makes, too", async () => {
    const { route, socket } = createRealtime();
    route.socket("ping", () => "pong");
    const httpServer = createServer();
    socket.attach(httpServer).engine.use(helmet());
    await using server = await startServer(undefined, { httpServer, io: socket.io() });
    expect(
      (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)).headers.has("x-frame-options"),
    ).toBe(true);
    expect(await (await server.connect()).emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  });
});
