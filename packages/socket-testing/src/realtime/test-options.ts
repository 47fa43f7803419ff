import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import type { Realtime, SocketManager, SocketsConfig } from "@carillon/socket-facade";
import type { ClientOptions } from "@carillon/socket-client";

/** How {@link testRealtime} tests. All of it is optional. */
export interface TestOptions<Contract extends ContractDefinition = RegisteredContract> {
  /** `"memory"` needs no port and no waiting; `"port"` is a server on a free loopback port. Default `"memory"`. */
  readonly network?: "memory" | "port";
  /** Types the clients and the assertions, and is the layer's contract. Default: the registered one. */
  readonly contract?: Contract;
  /** Replaces keys of the application's configuration; `auth`, `rooms` and `notifications` key by key. */
  readonly config?: SocketsConfig;
  /** Whose routes, channels, guards and configuration are tested. Default: those that were registered on `Route` and `Socket`. */
  readonly manager?: SocketManager<Contract>;
  /** Registers what only this test needs. It is called for each node. */
  readonly setup?: (layer: Realtime<Contract>) => void;
  /** How long the test waits for what should happen, in milliseconds. Default: that of `configureTesting`, 4,000. */
  readonly patienceMs?: number;
  /** What all clients of the test have in common. */
  readonly client?: Omit<ClientOptions<Contract>, "url" | "path">;
}

/** What one client connects with. */
export interface ConnectOptions {
  /** Given to the guards, as a page would. Not for clients of `t.as(user)`, which need none. */
  readonly token?: string;
  /** The Socket.IO namespace. Default `"/"`. */
  readonly namespace?: string;
  /** Headers of the handshake. */
  readonly headers?: Readonly<Record<string, string>>;
}
