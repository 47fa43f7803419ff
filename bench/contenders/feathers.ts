import { feathers } from "@feathersjs/feathers";
import type { HookContext, NextFunction, Params } from "@feathersjs/feathers";
import socketio from "@feathersjs/socketio";
import type { Server, Socket } from "socket.io";
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
import type { Answer, Message, Session } from "../src/application.js";
import { httpServer, listen } from "../src/contender.js";
import type { Contender, StartOptions } from "../src/contender.js";

interface Connection {
  session?: Session;
  socket?: Socket;
}

type Serve = (payload: Message, connection: Connection) => Answer;

/** FeathersJS over Socket.IO: `create` of one service for each event, its hooks as middleware. */
export async function start(options: StartOptions): Promise<Contender> {
  const http = httpServer();
  const app = feathers();
  let io: Server | undefined;
  app.configure(
    socketio((server) => {
      io = server;
      server.use((socket, next) => {
        const session = signIn(socket.handshake.auth["token"]);
        if (!session) {
          next(new Error("Unauthenticated"));
          return;
        }
        (socket as Socket & { feathers: Connection }).feathers.session = session;
        void socket.join(personalRoom(session));
        next();
      });
      server.on("connection", (socket) => {
        Object.defineProperty((socket as Socket & { feathers: Connection }).feathers, "socket", {
          value: socket,
          enumerable: true,
        });
      });
    }),
  );

  function serve(event: string, answer: Serve): void {
    app.use(
      pathOf(event),
      {
        create: (payload: Message, params?: Params & Connection) =>
          Promise.resolve(answer(payload, params ?? {})),
      },
      // Its own events have no subscriber; without this each call would look for channels.
      { methods: ["create"], serviceEvents: [], events: [] },
    );
  }

  serve(events.echo, (payload) => ({ ok: true, data: echo(payload) }));
  serve(events.guarded, (payload) => ({ ok: true, data: echo(payload) }));
  serve(events.join, (_payload, { socket }) => {
    void socket?.join(room);
    return { ok: true };
  });
  serve(events.broadcast, (payload) => {
    io?.to(room).emit("chat:message", payload);
    return { ok: true };
  });
  for (const name of idleRoutes(options.idleRoutes)) {
    serve(name, (payload) => ({ ok: true, data: echo(payload) }));
  }
  app.service(pathOf(events.guarded)).hooks({
    around: { create: [countEvents, recheck, requireRoom, observeTime, validate] },
  });

  await app.setup(http);
  return { port: await listen(http), ...(io === undefined ? undefined : { io }) };
}

/** `chat:echo` is the service `chat/echo`. */
function pathOf(event: string): string {
  return event.replace(":", "/");
}

async function countEvents(_context: HookContext, next: NextFunction): Promise<void> {
  count(events.guarded);
  await next();
}

async function recheck(context: HookContext, next: NextFunction): Promise<void> {
  if (!isValid((context.params as Connection).session)) throw new Error("unauthenticated");
  await next();
}

async function requireRoom(context: HookContext, next: NextFunction): Promise<void> {
  if (!hasRoom(context.data)) throw new Error("bad_input");
  await next();
}

async function observeTime(_context: HookContext, next: NextFunction): Promise<void> {
  const begun = performance.now();
  await next();
  observe(performance.now() - begun);
}

async function validate(context: HookContext, next: NextFunction): Promise<void> {
  const parsed = messageSchema.safeParse(context.data);
  if (!parsed.success) throw new Error("validation_failed");
  context.data = parsed.data;
  await next();
}
