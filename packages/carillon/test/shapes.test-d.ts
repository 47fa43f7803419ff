import { createAuthenticator } from "@carillon/socket-auth";
import type { EventMiddleware } from "@carillon/socket-auth";
import type { Logger } from "@carillon/socket-scrub";
import { member } from "@carillon/socket-rooms";
import type { MemberMiddleware } from "@carillon/socket-rooms";
import type { ConnectHook, Middleware, MiddlewareCall } from "@carillon/socket-router";
import { createRouter } from "@carillon/socket-router";
import { Route, Socket, SocketManager } from "carillon";
import { scrubLogger } from "carillon/auth";
import { Server } from "socket.io";
import { describe, expectTypeOf, test } from "vitest";

describe("packages that never import each other fit by shape", () => {
  test("auth's and rooms' event middleware are the router's", () => {
    expectTypeOf<EventMiddleware>().toExtend<Middleware>();
    expectTypeOf<MemberMiddleware>().toExtend<Middleware>();
    expectTypeOf<MiddlewareCall>().toExtend<Parameters<EventMiddleware>[0]>();
    createRouter().socket("a", () => 1, {
      middleware: [createAuthenticator().eventMiddleware(), member("rooms.{room}")],
    });
  });

  test("auth's connection middleware is Socket.IO's", () => {
    const io = new Server();
    io.use(createAuthenticator().connectionMiddleware());
    io.of("/admin").use(createAuthenticator().connectionMiddleware());
  });

  test("rooms' helpers are on the socket that handlers get", () => {
    const hook: ConnectHook = async (socket) => {
      expectTypeOf(socket.joinRoom("orders.1")).resolves.toBeVoid();
      await socket.joinRoom("orders.1");
      expectTypeOf(socket.joinedRooms()).toEqualTypeOf<string[]>();
    };
    Route.onConnect(hook);
  });

  test("a pino-shaped logger goes everywhere", () => {
    const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
    expectTypeOf(scrubLogger(logger)).toExtend<Logger>();
    new SocketManager({ logger });
  });

  test("the facades do not offer what belongs to the manager", () => {
    expectTypeOf(Route).not.toHaveProperty("attach");
    expectTypeOf(Socket).not.toHaveProperty("configure");
  });

  test("a wrong configuration does not compile", () => {
    // @ts-expect-error -- the key is guard
    new SocketManager({ auth: { gaurd: "api" } });
    // @ts-expect-error -- only socket.io
    new SocketManager({ driver: "ws" });
  });
});
