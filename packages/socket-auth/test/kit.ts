import type { Server, Socket } from "socket.io";
import { createAuthenticator } from "../src/index.js";
import type { Authenticator, AuthenticatorOptions, GuardFunction } from "../src/index.js";
import { startServer } from "@carillon/socket-testing";
import type { StartServerOptions, TestServer } from "@carillon/socket-testing";

/** A logger for tests that are not about the log. */
export const silent = { debug: drop, info: drop, warn: drop, error: drop };

function drop(): void {
  // Tests of the log bring a logger of their own.
}

/** Tokens are user ids: "42" is user 42; anything else is no user. */
export const byNumber: GuardFunction = ({ token }) =>
  /^\d+$/.test(token) ? { id: Number(token), name: "Ada" } : null;

/** Registers an event behind a middleware, as a router does, and answers with what it came to. */
export function route(socket: Socket, event: string, run: () => unknown): void {
  socket.on(event, (_payload: unknown, ack: (answer: unknown) => void) => {
    Promise.resolve()
      .then(run)
      .then(
        () => {
          ack({ ok: true });
        },
        (error: unknown) => {
          ack({ ok: false, error: (error as { code?: string }).code });
        },
      );
  });
}

/** The only socket of a server's main namespace. */
export function soleSocket(io: Server): Socket {
  const [socket, ...others] = io.sockets.sockets.values();
  if (socket === undefined || others.length > 0) throw new Error("There is not exactly one socket.");
  return socket;
}

/** A server with an authenticator, and the protected event `whoami`. */
export interface AuthServer extends TestServer {
  readonly auth: Authenticator;
}

/** Starts a server on which tokens are user ids, unless the options say otherwise. */
export async function serve(
  options: AuthenticatorOptions = {},
  setup?: (io: Server, auth: Authenticator) => void,
  server?: StartServerOptions,
): Promise<AuthServer> {
  const auth = createAuthenticator({ logger: silent, guards: { api: byNumber }, ...options });
  const started = await startServer((io: Server) => {
    io.use(auth.connectionMiddleware());
    auth.attach(io).seal();
    const protect = auth.eventMiddleware("socket");
    io.on("connection", (socket) => {
      route(socket, "whoami", () => protect({ socket, context: {}, next: () => undefined }));
    });
    setup?.(io, auth);
  }, server);
  return Object.assign(started, { auth });
}
