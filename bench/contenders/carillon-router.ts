import { createRouter } from "@carillon/socket-router";
import type { Middleware } from "@carillon/socket-router";
import { SocketException } from "@carillon/socket-contract";
import { Server } from "socket.io";
import {
  count,
  echo,
  events,
  hasRoom,
  idleRoutes,
  isValid,
  messageSchema,
  observe,
  personalRoom,
  room,
  signIn,
} from "../src/application.js";
import type { Message, Session } from "../src/application.js";
import { httpServer, listen } from "../src/contender.js";
import type { Contender, StartOptions } from "../src/contender.js";

const countEvents: Middleware = ({ context, next }) => {
  count(context.event);
  return next() as unknown;
};

const recheck: Middleware = ({ socket, next }) => {
  if (!isValid((socket.data as { session?: Session }).session)) {
    throw new SocketException("Sign in first", { code: "unauthenticated" });
  }
  return next() as unknown;
};

const requireRoom: Middleware = ({ payload, next }) => {
  if (!hasRoom(payload)) throw new SocketException("room is required", { code: "bad_input" });
  return next() as unknown;
};

const observeTime: Middleware = async ({ next }) => {
  const begun = performance.now();
  await next();
  observe(performance.now() - begun);
};

/** The router alone, attached to the application's own server. */
export async function start(options: StartOptions): Promise<Contender> {
  const http = httpServer();
  const io = new Server(http);
  const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const router = createRouter({ logger: silent });

  io.use((socket, next) => {
    const session = signIn(socket.handshake.auth["token"]);
    if (!session) {
      next(new Error("Unauthenticated"));
      return;
    }
    (socket.data as { session?: Session }).session = session;
    next();
  });
  io.on("connection", (socket) => {
    void socket.join(personalRoom((socket.data as { session: Session }).session));
  });

  router.socket(events.echo, (_socket, payload: Message) => echo(payload));
  router.socket(events.guarded, (_socket, payload: Message) => echo(payload), {
    middleware: [countEvents, recheck, requireRoom, observeTime],
    payload: messageSchema,
  });
  router.socket(events.join, (socket) => void socket.join(room));
  router.socket(events.broadcast, (_socket, payload: Message) => {
    io.to(room).emit("chat:message", payload);
  });
  for (const name of idleRoutes(options.idleRoutes)) {
    router.socket(name, (_socket, payload: Message) => echo(payload));
  }
  router.attach(io);

  return { port: await listen(http), io };
}

function ignore(): void {
  // Refusals are not written anywhere: no contender logs.
}
