import type { Namespace, Server, Socket } from "socket.io";
import type { Revocable } from "./revocation/revoke-target.js";

/*
 * Everything of this package that reaches below Socket.IO's public interface.
 *
 * | what                                    | where its shape differs                                    |
 * | --------------------------------------- | ---------------------------------------------------------- |
 * | `socket.handshake` is replaced          | it is a plain property in every 4.x                        |
 * | `socket.join` is replaced for a time    | it is public, and Socket.IO replaces it itself at the end  |
 * | `adapter.persistSession/restoreSession` | sessions are left alone, since none can be restored either |
 * | `namespace._createSocket`               | no session of a guarded namespace is restored              |
 * | `io.opts`, `io.engine.opts`             | origins are checked by the middleware alone                |
 */

/** What connection state recovery keeps of a socket, with the owner that this package adds. */
export interface PersistedSession {
  readonly sid: string;
  /** Who the socket was when it was kept. */
  readonly carillon?: Revocable & { readonly expiresAt?: number };
}

/** The part of an adapter that connection state recovery uses. */
export interface RecoveringAdapter {
  persistSession(session: PersistedSession): unknown;
  restoreSession(pid: string, offset: string): Promise<PersistedSession | null> | PersistedSession | null;
}

/** The adapter of a namespace, if it has what recovery uses. */
export function recoveringAdapterOf(namespace: Namespace): RecoveringAdapter | undefined {
  const adapter = namespace.adapter as unknown as Partial<RecoveringAdapter> | undefined;
  return typeof adapter?.persistSession === "function" && typeof adapter.restoreSession === "function"
    ? (adapter as RecoveringAdapter)
    : undefined;
}

/** What a client sends with its CONNECT packet; `pid` and `offset` name a session to be restored. */
export type ConnectPayload = Readonly<Record<string, unknown>>;

interface CreatesSockets {
  _createSocket(client: unknown, auth: ConnectPayload): Promise<Socket>;
}

/**
 * Runs before Socket.IO makes the socket of a client that wants its session back, which hands out what was kept.
 *
 * @param decide - Gets a socket of that client that is not recovered, and a function that makes the recovered one. What it
 * returns connects.
 * @returns Whether this version of Socket.IO has the step.
 */
export function beforeRecovery(
  namespace: Namespace,
  decide: (fresh: Socket, recover: () => Promise<Socket>) => Promise<Socket>,
): boolean {
  const target = namespace as unknown as CreatesSockets;
  if (typeof target._createSocket !== "function") return false;
  const create = target._createSocket.bind(target);
  async function createDecided(client: unknown, auth: ConnectPayload): Promise<Socket> {
    const fresh = await create(client, { ...auth, pid: undefined, offset: undefined });
    return decide(fresh, () => create(client, auth));
  }
  // No promise of its own around that of a client that wants nothing back: nearly all of a storm.
  target._createSocket = function createSocket(client, auth) {
    const isBack = typeof auth["pid"] === "string" && typeof auth["offset"] === "string";
    return isBack ? createDecided(client, auth) : create(client, auth);
  };
  return true;
}

/** How long a session is kept for recovery, in milliseconds. */
export function maxDisconnectionMs(io: Server): number {
  const { opts } = io as unknown as {
    opts?: { connectionStateRecovery?: { maxDisconnectionDuration?: number } };
  };
  return opts?.connectionStateRecovery?.maxDisconnectionDuration ?? 120_000;
}

/** Shows another handshake on a socket than the one that arrived. */
export function replaceHandshake(socket: Socket, handshake: object): void {
  (socket as { handshake: object }).handshake = handshake;
}

type Join = Socket["join"];

const blocked = new WeakMap<Socket, Join>();

/**
 * Makes `socket.join` do nothing until {@link allowJoins}.
 *
 * @param onJoin - Called instead, with what was to be joined.
 */
export function blockJoins(socket: Socket, onJoin: (rooms: string | readonly string[]) => void): void {
  if (blocked.has(socket)) return;
  const block: Join = function join(rooms) {
    onJoin(rooms);
  };
  blocked.set(socket, block);
  socket.join = block;
}

/** Ends {@link blockJoins}; a socket that Socket.IO has ended meanwhile stays as it left it. */
export function allowJoins(socket: Socket): void {
  const block = blocked.get(socket);
  if (block === undefined) return;
  blocked.delete(socket);
  if (socket.join === block) delete (socket as Partial<Socket>).join;
}

type AllowRequest = NonNullable<Parameters<Server["attach"]>[1]>["allowRequest"];

/** Where a server keeps its check of handshake requests: with the engine, or before it listens with its options. */
export function handshakeOptionsOf(io: Server): { allowRequest?: AllowRequest } | undefined {
  const { engine, opts } = io as unknown as {
    engine?: { opts?: { allowRequest?: AllowRequest } };
    opts?: { allowRequest?: AllowRequest };
  };
  return engine?.opts ?? opts;
}
