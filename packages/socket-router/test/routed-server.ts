import { expect } from "vitest";
import type { Logger } from "@carillon/socket-scrub";
import { carillonEngine, readDirectly, writeDirectly } from "@carillon/socket-engine";
import { startServer, transports } from "@carillon/socket-testing";
import type { ClientOptions, TestServer, Transport } from "@carillon/socket-testing";
import type { ServerOptions } from "socket.io";
import { createRouter } from "../src/index.js";
import type { Hook, Router, RouterOptions } from "../src/index.js";

/** How events travel and how the router gets them. */
export interface Way {
  readonly hook: Hook;
  readonly transport: Transport;
  /** Whether the server is made as `Socket.attach` makes its own. */
  readonly isCreated: boolean;
  readonly title: string;
}

/**
 * Both ways into Socket.IO, over both transports, and one on a server such as Carillon creates: for
 * `describe.each(ways)("$title", ...)`.
 */
export const ways: readonly Way[] = [
  ...(["dispatch", "use"] as const).flatMap((hook) =>
    transports.map((transport) => ({
      hook,
      transport,
      isCreated: false,
      title: `${hook} over ${transport}`,
    })),
  ),
  { hook: "dispatch", transport: "websocket", isCreated: true, title: "dispatch on a created server" },
];

/** One line of the log. */
export interface LogLine {
  readonly level: string;
  readonly message: string | undefined;
  readonly fields: Record<string, unknown>;
}

/** A logger that keeps its lines. */
export function memoryLogger(lines: LogLine[]): Logger {
  function keep(level: string) {
    return (fields: object, message?: string): void => {
      lines.push({ level, message, fields: { ...fields } });
    };
  }
  return { debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
}

/** A real server with a router, and what the router logged. */
export interface RoutedServer extends TestServer {
  readonly router: Router;
  readonly log: LogLine[];
}

/** What a routed server is made with. */
export interface RoutedServerOptions extends RouterOptions {
  readonly server?: Partial<ServerOptions>;
}

/** Starts a real server whose clients use the way's transport. */
export async function routed(
  way: Way,
  register: (router: Router, server: TestServer["io"]) => unknown,
  { server: options = {}, ...routerOptions }: RoutedServerOptions = {},
): Promise<RoutedServer> {
  const log: LogLine[] = [];
  const router = createRouter({ hook: way.hook, logger: memoryLogger(log), ...routerOptions });
  const server = await startServer(
    (io) => {
      if (way.isCreated) {
        writeDirectly(io);
        readDirectly(io);
      }
      register(router, io);
      router.attach(io);
    },
    { options: { ...(way.isCreated && carillonEngine()), ...options } },
  );
  function withTransport(clientOptions: ClientOptions = {}): ClientOptions {
    return { transports: [way.transport], ...clientOptions };
  }
  return {
    ...server,
    router,
    log,
    client: (clientOptions) => server.client(withTransport(clientOptions)),
    connect: (clientOptions) => server.connect(withTransport(clientOptions)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** What a client hears of an error that is none of its business. */
export const hidden = {
  ok: false,
  error: "socket_error",
  message: "An unexpected error occurred.",
  status: 500,
  requestId: expect.any(String) as string,
};
