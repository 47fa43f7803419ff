import { authStateOf } from "@carillon/socket-contract/server";
import type { SocketManager } from "@carillon/socket-facade";
import type { Namespace, Server, Socket } from "socket.io";
import type { TestRecord } from "../assertions/test-record.js";
import type { MovableClock } from "../clock/movable-clock.js";
import type { Host, Network } from "./host.js";
import type { MemoryCluster } from "./memory-cluster.js";
import { recordBroadcastsOf, recordSockets, scopeConnections } from "./record-server.js";
import { within } from "./scope.js";
import type { Scope } from "./scope.js";

/** What a node is made of. */
export interface NodeParts<Kind extends Host> {
  readonly name: string;
  readonly network: Network<Kind>;
  readonly record: TestRecord;
  readonly clock: MovableClock;
  /** The layer that is tested, and that the node's manager answers for. */
  readonly original: SocketManager | undefined;
  /** Makes the node's manager. */
  readonly manager: () => SocketManager;
}

/** One server of a test, as the test's own parts see it. */
export class RunningNode<Kind extends Host = Host> {
  readonly name: string;
  readonly scope: Scope;
  readonly record: TestRecord;
  readonly manager: SocketManager;
  readonly host: Kind;
  readonly #namespaces = new Set<Namespace>();

  constructor({ name, network, record, clock, original, manager }: NodeParts<Kind>) {
    this.name = name;
    this.record = record;
    const scope: Scope = { clock, record, original, manager: undefined, isOver: false };
    this.scope = scope;
    this.manager = within(scope, manager);
    scope.manager = this.manager;
    this.host = within(scope, () => network.start(this.manager));
    scopeConnections(this.io, this);
    this.io.on("new_namespace", (namespace) => {
      this.#watch(namespace);
    });
  }

  get io(): Server {
    return this.host.io;
  }

  get isAlive(): boolean {
    return !this.scope.isOver;
  }

  /** Resolves when clients can connect. */
  async ready(): Promise<void> {
    await within(this.scope, () => this.manager.ready());
    await this.host.ready();
    const named = this.manager.route.namespaces().filter((name) => typeof name === "string");
    for (const name of named) this.#watch(this.io.of(name));
  }

  /** Connects it with the other nodes. */
  join(cluster: MemoryCluster): void {
    this.io.adapter(cluster.adapterOf(this.scope));
    // Each namespace has another adapter now.
    for (const namespace of this.#namespaces) recordBroadcastsOf(namespace, this);
  }

  /** The connected sockets. */
  *sockets(): Iterable<Socket> {
    for (const namespace of this.#namespaces) yield* namespace.sockets.values();
  }

  kill(): void {
    this.scope.isOver = true;
    this.host.kill();
  }

  async close(): Promise<void> {
    await within(this.scope, () => this.manager.close());
    await this.host.close();
  }

  #watch(namespace: Namespace): void {
    if (this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    recordSockets(namespace, this);
    recordBroadcastsOf(namespace, this);
  }
}

/** Whose connection a socket is. */
export function userIdOf(socket: Socket | undefined): string | undefined {
  return socket && authStateOf(socket)?.identity?.id;
}
