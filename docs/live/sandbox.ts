// Runs in a worker of the live page: the server and its two clients, on Socket.IO in memory. Each is the text of its editor.
import * as server from "carillon";
import * as client from "carillon/client";
import { FakeIo } from "../../packages/socket-testing/src/memory/fake-io.js";
import { memoryTransport } from "../../packages/socket-testing/src/memory/memory-engine.js";
import type { MemoryClientSocket } from "../../packages/socket-testing/src/memory/memory-web-socket.js";
import type { FromPage, Part, ToPage } from "./messages.js";
import { asProgram } from "./program.js";
import { textOf } from "./text-of.js";

/** The connections that each client has opened. */
const opened = new Map<Part, MemoryClientSocket[]>();
/** The clients that are without a network. */
const cut = new Set<Part>();
const io = new FakeIo();

// The server's log goes to the console of the process, which is the server's.
Object.assign(globalThis.console, consoleOf("server"));

self.addEventListener("message", ({ data }: MessageEvent<FromPage>) => {
  if (data.is === "run") void run(data.code);
  else if (data.is === "restore") cut.delete(data.part);
  else {
    cut.add(data.part);
    for (const socket of opened.get(data.part) ?? []) socket.lose();
  }
});
self.addEventListener("unhandledrejection", ({ reason }) => {
  tell("server", "error", [reason]);
});

async function run(code: Readonly<Record<Part, string>>): Promise<void> {
  await start("server", code.server, { carillon: { ...server, Socket: withoutPort } });
  const clients = (["ada", "bob"] as const).map((part) => {
    const createClient = (options: client.ClientOptions): object =>
      client.createClient({ ...options, socket: { ...options.socket, transports: [wireOf(part)] } });
    return start(part, code[part], { "carillon/client": { ...client, createClient } });
  });
  await Promise.all(clients);
}

async function start(part: Part, code: string, modules: Readonly<Record<string, object>>): Promise<void> {
  try {
    await asProgram(code)(modules, consoleOf(part));
  } catch (error) {
    tell(part, "error", [error]);
  }
}

/** The facade, whose server is in memory instead of on a port. */
const withoutPort = new Proxy(server.Socket, {
  get: (facade, key) => (key === "attach" ? () => facade.attach(io) : (Reflect.get(facade, key) as unknown)),
});

function wireOf(part: Part): ReturnType<typeof memoryTransport> {
  return memoryTransport(
    () => (cut.has(part) ? undefined : (io.httpServer as never)),
    (socket) => opened.set(part, [...(opened.get(part) ?? []), socket]),
  );
}

function consoleOf(part: Part): Record<string, (...words: unknown[]) => void> {
  const at =
    (level: ToPage["level"]) =>
    (...words: unknown[]): void =>
      tell(part, level, words);
  return { log: at("log"), info: at("log"), debug: at("log"), warn: at("warn"), error: at("error") };
}

function tell(part: Part, level: ToPage["level"], words: readonly unknown[]): void {
  self.postMessage({ part, level, text: words.map(textOf).join(" ") } satisfies ToPage);
}
