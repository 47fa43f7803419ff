import { authStateOf, checkGivenOptions, checkOptions, UsageError } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { addressOf, refusal } from "./connection-refusal.js";
import type { ConnectionMiddleware } from "./connection-refusal.js";

/** How many connections {@link limitConnections} allows on this node. */
export interface ConnectionLimits {
  /** Most connections of one authenticated user. Default: any number. */
  readonly perUser?: number;
  /** Most connections from one address. Default: any number. */
  readonly perAddress?: number;
  /** The address that counts. Default: the peer's, as {@link networkOf} counts it. Behind a proxy, read the header that your proxy sets. */
  readonly addressOf?: (socket: Socket) => string;
}

/**
 * Makes an `io.use` middleware that caps open connections. Put it behind authentication if it counts users.
 *
 * @param limits - See {@link ConnectionLimits}.
 */
export function limitConnections(limits: ConnectionLimits): ConnectionMiddleware {
  checkGivenOptions("limitConnections", limits, ["perUser", "perAddress", "addressOf"]);
  checkOptions("limitConnections", limits, { perUser: "count", perAddress: "count", addressOf: "function" });
  if (limits.perUser === undefined && limits.perAddress === undefined) {
    throw new UsageError(
      "E_BAD_OPTION",
      "limitConnections limits nothing without perUser or perAddress: limitConnections({ perUser: 5, perAddress: 50 }).",
    );
  }
  /** By server: those in one process do not share their counts. */
  const counts = new WeakMap<object, Map<string, number>>();
  const { perUser = Infinity, perAddress = Infinity, addressOf: address = addressOf } = limits;

  return function limitConnection(socket, next) {
    if (socket.conn.readyState !== "open") {
      // Its end was announced already and would never be counted; Socket.IO drops the socket itself.
      next();
      return;
    }
    const { server } = socket.nsp;
    const open = counts.get(server) ?? new Map<string, number>();
    counts.set(server, open);
    const userId = authStateOf(socket)?.identity?.id;
    const keys: [key: string, max: number][] = [[`address ${address(socket)}`, perAddress]];
    if (userId !== undefined) keys.push([`user ${userId}`, perUser]);
    if (keys.some(([key, max]) => (open.get(key) ?? 0) >= max)) {
      next(refusal("Too many open connections."));
      return;
    }
    for (const [key] of keys) open.set(key, (open.get(key) ?? 0) + 1);
    // The engine's connection also ends when a later middleware refuses the socket or the client gives up.
    function release(): void {
      socket.off("disconnect", release);
      socket.conn.off("close", release);
      for (const [key] of keys) {
        const left = (open.get(key) ?? 1) - 1;
        if (left > 0) open.set(key, left);
        else open.delete(key);
      }
    }
    socket.once("disconnect", release);
    socket.conn.once("close", release);
    next();
  };
}
