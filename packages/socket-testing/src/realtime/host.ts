import type { SocketManager } from "@carillon/socket-facade";
import type { AuthState } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import type { Link } from "./link.js";

/** What one node is reached by: memory, or a port. */
export interface Host {
  readonly io: Server;
  /** Resolves when it can be reached. */
  ready(): Promise<void>;
  /** Ends all connections as a crash does. */
  kill(): void;
  close(): Promise<void>;
}

/** One kind of network: its hosts, and the ways of clients to them. */
export interface Network<Kind extends Host = Host> {
  /** Starts a layer. */
  start(manager: SocketManager): Kind;
  /**
   * Makes the way of one client.
   *
   * @param target - The host that new connections go to; `undefined` where none is left.
   * @param actor - The user that the client is taken for.
   */
  link(target: () => Kind | undefined, actor: AuthState | undefined): Promise<Link>;
}
