import { UsageError } from "@carillon/socket-contract/server";
import type { SocketManager } from "@carillon/socket-facade";
import type { Socket } from "socket.io";
import type { Host, Network } from "./host.js";
import { MemoryCluster } from "./memory-cluster.js";
import type { Clients, TestNode } from "./realtime-test.js";
import { RunningNode } from "./running-node.js";
import type { Scope } from "./scope.js";
import type { SharedStores } from "./shared-stores.js";

/** What the nodes of a test are made of. */
export interface NodesParts<Kind extends Host> {
  readonly scope: Scope;
  readonly network: Network<Kind>;
  readonly stores: SharedStores;
  /** Makes clients of one node. */
  readonly clientsOf: (node: RunningNode<Kind>, ...actor: Parameters<TestNode["as"]> | []) => Clients;
}

/** The servers of a test, in the order in which they were started. */
export class RunningNodes<Kind extends Host = Host> {
  readonly #parts: NodesParts<Kind>;
  readonly #cluster = new MemoryCluster();
  readonly #nodes = new Map<TestNode, RunningNode<Kind>>();

  constructor(parts: NodesParts<Kind>) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#nodes.size;
  }

  /** What the test calls its nodes. */
  get facades(): readonly TestNode[] {
    return [...this.#nodes.keys()];
  }

  /**
   * The first node that was not killed.
   *
   * @throws UsageError `E_NODE_UNKNOWN` where all were.
   */
  get first(): RunningNode<Kind> {
    const node = this.alive()[0];
    if (node) return node;
    throw new UsageError("E_NODE_UNKNOWN", "All nodes of this test were killed.");
  }

  /** Those that were not killed. */
  alive(): RunningNode<Kind>[] {
    return [...this.#nodes.values()].filter(({ isAlive }) => isAlive);
  }

  /** The sockets of all nodes that were not killed. */
  sockets(): Socket[] {
    return this.alive().flatMap((node) => [...node.sockets()]);
  }

  /** Starts nodes until there are as many as are wanted. */
  async startUpTo(count: number): Promise<void> {
    const isInMemory = !this.#parts.stores.isShared;
    const [only] = this.#nodes.values();
    if (only && isInMemory && count > 1 && this.count === 1) only.join(this.#cluster);
    while (this.count < count) {
      const node = await this.#start();
      if (isInMemory && count > 1) node.join(this.#cluster);
    }
  }

  /**
   * Ends a node as a crash does.
   *
   * @returns The node.
   * @throws UsageError `E_NODE_UNKNOWN` for one that is not there, or not any more.
   */
  kill(which: TestNode): RunningNode<Kind> {
    const node = this.#nodes.get(which);
    if (node?.isAlive !== true) {
      throw new UsageError(
        "E_NODE_UNKNOWN",
        "t.kill takes a node of t.nodes(count) that was not killed before.",
      );
    }
    const { stores, scope } = this.#parts;
    node.kill();
    stores.killed(node.scope, scope.clock);
    scope.manager = this.alive()[0]?.manager;
    return node;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#nodes.values()].map((node) => node.close()));
  }

  async #start(): Promise<RunningNode<Kind>> {
    const { scope, network, stores } = this.#parts;
    const { clock, record, original } = scope;
    const name = `node ${String(this.count + 1)}`;
    const manager = (): SocketManager => stores.manager();
    const node = new RunningNode<Kind>({ name, network, record, clock, original, manager });
    this.#nodes.set(this.#facadeOf(node), node);
    await node.ready();
    scope.manager ??= node.manager;
    return node;
  }

  #facadeOf(node: RunningNode<Kind>): TestNode {
    const { clientsOf } = this.#parts;
    return {
      name: node.name,
      io: node.io,
      socket: node.manager,
      get isAlive() {
        return node.isAlive;
      },
      as: (user, options) => clientsOf(node, user, options),
      ...clientsOf(node),
    };
  }
}
