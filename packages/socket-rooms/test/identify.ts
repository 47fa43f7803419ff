import { stampAuthState } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Namespace, Server, Socket } from "socket.io";

/** Signs test clients in by `auth: { user: "42" }`; without it they are anonymous. */
export function identifyByAuth(io: Server | Namespace): void {
  io.use((socket, next) => {
    const { user } = socket.handshake.auth as { user?: string };
    if (user !== undefined) signIn(socket, user);
    next();
  });
}

/** Stamps who a socket is. */
export function signIn(socket: Socket, id: string): void {
  stampAuthState(socket, { identity: { id, user: { id } }, guard: "api" });
}

/** Takes the identity away again, as an expiry or a revocation does. */
export function signOut(socket: Socket): void {
  stampAuthState(socket, { identity: null, guard: null });
}

/** The server's side of the client that connects next. */
export function nextSocket(io: Server | Namespace): Promise<Socket> {
  return new Promise((resolve) => {
    io.once("connection", resolve);
  });
}

/** A logger that keeps its lines. */
export function keptLogger(): Logger & { readonly lines: { level: string; text: string }[] } {
  const lines: { level: string; text: string }[] = [];
  const writer =
    (level: string) =>
    (fields: object, message = ""): void =>
      void lines.push({ level, text: `${message} ${JSON.stringify(fields)}` });
  return {
    lines,
    debug: writer("debug"),
    info: writer("info"),
    warn: writer("warn"),
    error: writer("error"),
  };
}
