import { scrubTokenString } from "@carillon/socket-auth";
import { createRouter } from "@carillon/socket-router";
import type { Middleware, Router } from "@carillon/socket-router";
import compose from "koa-compose";
import { Server } from "socket.io";
import { idleRoutes } from "./application.js";
import { batchesOf } from "./batches.js";
import { Client } from "./client.js";
import { httpServer, listen } from "./contender.js";
import { dispatchingSocket } from "./dispatching-socket.js";
import type { DispatchingSocket } from "./dispatching-socket.js";
import { serve } from "./rpc.js";
import { wireOf } from "./wire.js";

/** A way through a number of middleware to a handler. Calls back once it is answered. */
type Dispatch = (ack: () => void) => void;

/** Middleware that does nothing but go on. */
export type MiddlewareKind = "asynchronous" | "synchronous";

const payload = { room: "rooms.1", text: "What a carillon needs is a ringer who plays it, and bells." };
const ways = new Map<string, Dispatch>();
const lines = new Map<string, { readonly text: string; readonly pass: (text: string) => unknown }>();

/** What the process of W6 and W9 offers: it prepares ways under names and measures them. */
export const microCommands = {
  async prepareCarillon(options: { name: string; kind: MiddlewareKind; count: number }): Promise<void> {
    const middleware = Array.from({ length: options.count }, () => carillonMiddleware(options.kind));
    const router = createRouter().socket("event", (_socket, sent) => sent as unknown, { middleware });
    const socket = await connectedSocket(router);
    ways.set(options.name, (ack) => socket.dispatch(["event", payload, ack]));
  },

  prepareKoa({ name, kind, count }: { name: string; kind: MiddlewareKind; count: number }): void {
    const middleware = Array.from({ length: count }, () => koaMiddleware(kind));
    const run = compose<KoaContext>([
      ...middleware,
      (context) => {
        context.reply = context.payload;
      },
    ]);
    ways.set(name, (ack) => {
      const context: KoaContext = { payload, reply: undefined };
      run(context).then(ack, (error: unknown) => {
        throw error;
      });
    });
  },

  /** A table of routes, of which ten that are spread over it are called in turn. */
  async prepareRoutes({ name, routes }: { name: string; routes: number }): Promise<void> {
    const router = createRouter();
    const events = idleRoutes(routes);
    for (const event of events) router.socket(event, (_socket, sent) => sent as unknown);
    const socket = await connectedSocket(router);
    const called = Array.from({ length: 10 }, (_, index) => events[Math.floor((index * routes) / 10)]);
    let turn = 0;
    ways.set(name, (ack) => {
      turn = (turn + 1) % 10;
      socket.dispatch([called[turn], payload, ack]);
    });
  },

  /** Microseconds of CPU for each dispatch of a prepared way. */
  async dispatch({ name, total }: { name: string; total: number }): Promise<number> {
    const way = ways.get(name);
    if (way === undefined) throw new Error(`"${name}" is not prepared.`);
    const before = process.cpuUsage();
    for (const size of batchesOf(total)) await inBatch(way, size);
    const used = process.cpuUsage(before);
    return (used.user + used.system) / total;
  },

  /** A text, and what goes over it: the scrubber or one search. */
  prepareLine({ name, text, pass }: { name: string; text: string; pass: LinePass }): void {
    lines.set(name, { text, pass: linePasses[pass] });
  },

  /** Nanoseconds of CPU for each pass over a prepared text. */
  pass({ name, total }: { name: string; total: number }): number {
    const line = lines.get(name);
    if (line === undefined) throw new Error(`"${name}" is not prepared.`);
    const before = process.cpuUsage();
    for (let index = 0; index < total; index++) result = line.pass(line.text);
    const used = process.cpuUsage(before);
    return ((used.user + used.system) * 1_000) / total;
  },

  /** The last result of a pass, so that no engine can leave the passes out. */
  lastResult: (): string => String(result).slice(0, 80),
};

let result: unknown;

/** What can go over a line. Neither search finds anything in a clean one. */
const linePasses = {
  scrub: scrubTokenString,
  "search for a character": (line: string) => line.indexOf("\u0000"),
  "search for a word": (line: string) => line.indexOf("token="),
} as const;

/** The name of a pass over a line. */
export type LinePass = keyof typeof linePasses;

interface KoaContext {
  readonly payload: unknown;
  reply: unknown;
}

function carillonMiddleware(kind: MiddlewareKind): Middleware {
  if (kind === "synchronous") return ({ next }) => next() as unknown;
  return async ({ next }) => {
    await next();
  };
}

function koaMiddleware(kind: MiddlewareKind): compose.Middleware<KoaContext> {
  if (kind === "synchronous") return (_context, next) => next();
  return async (_context, next) => {
    await next();
  };
}

async function connectedSocket(router: Router): Promise<DispatchingSocket> {
  const http = httpServer();
  const io = new Server(http);
  router.attach(io);
  const connected = new Promise<DispatchingSocket>((resolve) => {
    io.on("connection", (socket) => resolve(dispatchingSocket(socket)));
  });
  await Client.open(wireOf("raw"), await listen(http), "token-0");
  return connected;
}

function inBatch(way: Dispatch, size: number): Promise<void> {
  return new Promise((resolve) => {
    let left = size;
    function ack(): void {
      if (--left === 0) resolve();
    }
    for (let index = 0; index < size; index++) way(ack);
  });
}

serve(microCommands);
