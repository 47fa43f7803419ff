import { createRequire } from "node:module";
import type { Server, ServerOptions, Socket } from "socket.io";
import { startServer } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { carillonEngine, compactConnections, readDirectly, writeDirectly } from "../src/index.js";
import type { EngineOptions } from "../src/index.js";

/** One way to make a server. */
export interface Engine {
  readonly title: string;
  /** `undefined` for Socket.IO as it is. */
  readonly options?: EngineOptions;
  readonly writesDirectly: boolean;
  readonly readsDirectly: boolean;
  readonly isCompact: boolean;
}

/** Socket.IO as it is: what the others are compared with. */
export const plain: Engine = {
  title: "Socket.IO as it is",
  writesDirectly: false,
  readsDirectly: false,
  isCompact: false,
};

const all = { options: {}, writesDirectly: true, readsDirectly: true, isCompact: true };

/** The engine whole, and with each of its parts switched off. */
export const engines: readonly Engine[] = [
  { title: "the whole engine", ...all },
  { title: "without a cork", ...all, options: { cork: false } },
  { title: "without the parser", ...all, options: { parser: false } },
  { title: "without direct writes", ...all, writesDirectly: false },
  { title: "without direct reads", ...all, readsDirectly: false },
  { title: "without compact connections", ...all, isCompact: false },
  {
    title: "compact connections alone",
    options: { cork: false, parser: false },
    writesDirectly: false,
    readsDirectly: false,
    isCompact: true,
  },
];

/** What a listener of a test's may be given. */
export type Ack = (...args: unknown[]) => void;

/** Starts a server that is made that way. */
export function serve(
  engine: Engine,
  setup: (io: Server) => unknown,
  options: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const all = { ...(engine.options && carillonEngine(engine.options)), ...options };
  return startServer(
    (io) => {
      takeParts(engine, io);
      return setup(io);
    },
    { options: all },
  );
}

/** The parts that are taken on a server that listens. */
export function takeParts({ writesDirectly, readsDirectly, isCompact }: Engine, io: Server): void {
  if (writesDirectly) writeDirectly(io);
  if (readsDirectly) readDirectly(io);
  if (isCompact) compactConnections(io);
}

/** Answers, events, broadcasts and binary between each other, some of them late. */
export function play(io: Server): void {
  io.on("connection", (socket) => {
    void socket.join("room");
    listen(socket, io);
  });
  io.of("/admin").on("connection", (socket) => listen(socket, io));
}

function listen(socket: Socket, io: Server): void {
  socket.on("echo", (value: unknown, ack?: Ack) => ack?.(value));
  socket.on("mixed", (value: unknown, ack?: Ack) => {
    socket.emit("before", value);
    io.to("room").emit("room", value);
    ack?.(value, "answer");
    socket.volatile.emit("volatile", value);
    socket.volatile.emit("volatile again", value);
    socket.emit("bytes", Buffer.from("bytes"), value);
    socket.compress(false).emit("after", value);
    io.local.emit("all", value);
  });
  socket.on("late", (value: unknown, ack?: Ack) => {
    socket.emit("early", value);
    void Promise.resolve().then(() => {
      socket.emit("microtask", value);
      setImmediate(() => {
        socket.emit("turn", value);
        ack?.(value);
      });
    });
  });
  socket.on("ask", (ack?: Ack) => {
    socket.emit("question", 1, (answer: unknown) => ack?.(answer));
  });
  socket.on("long", (ack?: Ack) => {
    socket.emit("short", "s");
    socket.emit("long", "l".repeat(20_000));
    socket.emit("short", "é");
    ack?.();
  });
  socket.on("bye", () => {
    socket.emit("last words", "bye");
    socket.disconnect(true);
  });
}

/** The client of Socket.IO 2, which speaks the protocol before this one. */
export interface OldClient {
  readonly connected: boolean;
  on(event: string, listener: (...args: unknown[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
  close(): void;
}

/** Connects a client of Socket.IO 2. */
export const connectOld = createRequire(import.meta.url)("socket.io-client-2") as (
  url: string,
  options: object,
) => OldClient;
