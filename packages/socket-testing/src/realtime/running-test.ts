import { getSocketManager, scopeSocketManagers } from "@carillon/socket-facade";
import type { SocketManager } from "@carillon/socket-facade";
import { UsageError } from "@carillon/socket-contract/server";
import type { AuthState } from "@carillon/socket-contract/server";
import type { AnyTestClient } from "../assertions/assertions.js";
import { createAssertions } from "../assertions/running-assertions.js";
import { until } from "../assertions/until.js";
import { actorOf } from "../clients/actor.js";
import type { ActingOptions } from "../clients/actor.js";
import { millisecondsOf } from "../clock/duration.js";
import type { Duration } from "../clock/duration.js";
import { settled } from "../clock/movable-clock.js";
import { inTime } from "../waiting/in-time.js";
import { checkedPatienceMs, defaultPatienceMs, refuteMs } from "../waiting/patience.js";
import { attempt } from "./attempt.js";
import { watchHandledEvents } from "./handled-events.js";
import type { Host, Network } from "./host.js";
import { MemoryCluster } from "./memory-cluster.js";
import type { Clients, RealtimeTest, TestNode } from "./realtime-test.js";
import { RunningClient } from "./running-client.js";
import { RunningNode, userIdOf } from "./running-node.js";
import { currentScope, leaveScope } from "./scope.js";
import type { Scope } from "./scope.js";
import { SharedStores } from "./shared-stores.js";
import type { TestClient } from "./test-client.js";
import type { ConnectOptions, TestOptions } from "./test-options.js";

/** A test that runs, with all of its nodes and clients. */
export class RunningTest<Kind extends Host = Host> {
  readonly #scope: Scope;
  readonly #options: TestOptions;
  readonly #network: Network<Kind>;
  readonly #original: SocketManager;
  readonly #stores: SharedStores;
  readonly #cluster = new MemoryCluster();
  readonly #nodes = new Map<TestNode, RunningNode<Kind>>();
  readonly #clients = new Map<object, RunningClient>();
  /** Which node each client was last on. */
  readonly #places = new Map<RunningClient, RunningNode<Kind>>();
  readonly #unwatch = watchHandledEvents();
  #closed: Promise<void> | undefined;

  constructor(scope: Scope, options: TestOptions, network: Network<Kind>) {
    scopeSocketManagers(() => currentScope()?.manager);
    this.#scope = scope;
    this.#options = options;
    this.#network = network;
    if (options.patienceMs !== undefined) checkedPatienceMs(options.patienceMs);
    this.#original = options.manager ?? getSocketManager();
    this.#stores = new SharedStores(this.#original, options, scope.record);
  }

  /** Starts the first node. */
  async start(): Promise<RealtimeTest> {
    try {
      await this.#startNode();
    } catch (error) {
      await this.#close();
      throw error;
    }
    return this.#facade();
  }

  #facade(): RealtimeTest {
    const { record, clock } = this.#scope;
    const first = (): RunningNode<Kind> => this.#alive();
    const own = {
      get socket() {
        return first().manager;
      },
      get io() {
        return first().io;
      },
      clock,
      get sent() {
        return [...record.sent];
      },
      logs: record.logs,
      forgetSent: () => {
        record.sent = [];
        record.notified = [];
      },
      settled: () => this.#quiet(this.#patienceMs),
      ...this.#clientsOf(undefined),
      as: (user: object, options?: ActingOptions) => this.#clientsOf(undefined, user, options),
      cut: (client: AnyTestClient, options?: { readonly forMs?: Duration }) => this.#cut(client, options),
      restore: (client: AnyTestClient) => {
        this.#known(client).link.unblock();
      },
      nodes: (count: number) => this.#startNodes(count),
      kill: (node: TestNode) => this.#kill(node),
      close: () => this.#close(),
      [Symbol.asyncDispose]: () => this.#close(),
    };
    const assertions = createAssertions({
      record,
      patienceMs: () => this.#patienceMs,
      quiet: () => this.#quiet(),
      userRoom: (id) => first().manager.userRoom(id),
      isIn: ({ socketId, userId }, room) =>
        this.#sockets().some(
          (socket) => (socket.id === socketId || userIdOf(socket) === userId) && socket.rooms.has(room),
        ),
      reasonsOf: (client) => this.#known(client).reasons(),
    });
    return Object.defineProperties(assertions, Object.getOwnPropertyDescriptors(own)) as RealtimeTest;
  }

  #clientsOf(node: RunningNode<Kind> | undefined, user?: object, options: ActingOptions = {}): Clients {
    const actor = user && actorOf(user, options);
    return {
      connect: (connectOptions = {}) => attempt("connecting", this.#connect(node, actor, connectOptions)),
    };
  }

  async #connect(
    preferred: RunningNode<Kind> | undefined,
    actor: AuthState | undefined,
    options: ConnectOptions,
  ): Promise<TestClient> {
    const made: { client?: RunningClient } = {};
    const target = (): Kind | undefined => {
      const alive = [...this.#nodes.values()].filter((node) => node.isAlive);
      const node = preferred?.isAlive ? preferred : alive[0];
      if (made.client && node) this.#places.set(made.client, node);
      return node?.host;
    };
    const link = await this.#network.link(target, actor);
    const client = new RunningClient({
      link,
      scope: this.#scope,
      path: this.#alive().manager.config.path,
      given: this.#options.client ?? {},
      options,
      patienceMs: () => this.#patienceMs,
      quiet: () => this.#quiet(),
      userIdOf: (socketId) =>
        actor?.identity?.id ?? userIdOf(this.#sockets().find((socket) => socket.id === socketId)),
    });
    made.client = client;
    target();
    this.#clients.set(client.facade, client);
    this.#clients.set(client.client, client);
    return client.connect();
  }

  async #cut(client: AnyTestClient, { forMs }: { readonly forMs?: Duration } = {}): Promise<void> {
    const { link, socketId, client: known } = this.#known(client);
    const { record, clock } = this.#scope;
    link.block();
    link.cut();
    if (forMs !== undefined)
      clock.setTimeout(() => {
        link.unblock();
      }, millisecondsOf(forMs));
    const isGone = (): true | undefined =>
      (known.status.getSnapshot().is !== "online" && !this.#sockets().some(({ id }) => id === socketId)) ||
      undefined;
    await until(record, isGone, this.#patienceMs);
  }

  async #startNodes(count: number): Promise<readonly TestNode[]> {
    const missing = count - this.#nodes.size;
    if (missing > 0 && this.#clients.size > 0) {
      throw new UsageError("E_NODES_LATE", "Call t.nodes(count) before the first client connects.");
    }
    const first = this.#alive();
    const isInMemory = !this.#stores.isShared;
    if (missing > 0 && isInMemory && this.#nodes.size === 1) first.join(this.#cluster);
    for (let more = 0; more < missing; more++) {
      const node = await this.#startNode();
      if (isInMemory) node.join(this.#cluster);
    }
    return [...this.#nodes.keys()];
  }

  async #startNode(): Promise<RunningNode<Kind>> {
    const { clock, record } = this.#scope;
    const name = `node ${String(this.#nodes.size + 1)}`;
    const manager = (): SocketManager => this.#stores.manager();
    const node = new RunningNode<Kind>({ name, network: this.#network, record, clock, manager });
    this.#nodes.set(this.#nodeFacade(node), node);
    await node.ready();
    this.#scope.manager ??= node.manager;
    return node;
  }

  #nodeFacade(node: RunningNode<Kind>): TestNode {
    return {
      name: node.name,
      io: node.io,
      socket: node.manager,
      get isAlive() {
        return node.isAlive;
      },
      as: (user, options) => this.#clientsOf(node, user, options),
      ...this.#clientsOf(node),
    };
  }

  async #kill(which: TestNode): Promise<void> {
    const node = this.#nodes.get(which);
    if (node?.isAlive !== true) {
      throw new UsageError(
        "E_NODE_UNKNOWN",
        "t.kill takes a node of t.nodes(count) that was not killed before.",
      );
    }
    node.kill();
    this.#stores.killed(node.scope, this.#scope.clock);
    this.#scope.manager = [...this.#nodes.values()].find(({ isAlive }) => isAlive)?.manager;
    for (const [client, place] of this.#places) if (place === node) client.link.cut();
    await settled();
  }

  get #patienceMs(): number {
    return this.#options.patienceMs ?? defaultPatienceMs();
  }

  /** Waits until all that has arrived is handled, and what follows from it has arrived. */
  async #quiet(waitMs = refuteMs(this.#patienceMs)): Promise<void> {
    const { record } = this.#scope;
    await this.#flush(waitMs);
    await until(record, () => record.handling.size === 0 || undefined, waitMs);
    await this.#flush(waitMs);
  }

  /** Waits for what is on the wire: in memory for some turns, on a port for an answer behind it. */
  async #flush(waitMs: number): Promise<void> {
    await settled();
    if (this.#options.network !== "port") return;
    const online = [...new Set(this.#clients.values())].filter(({ isOnline }) => isOnline);
    const answers = Promise.all(online.map(({ client }) => client.try("client:alive")));
    await inTime(answers, waitMs);
  }

  #sockets(): ReturnType<RunningNode["sockets"]> extends Iterable<infer Socket> ? Socket[] : never {
    return [...this.#nodes.values()].filter(({ isAlive }) => isAlive).flatMap((node) => [...node.sockets()]);
  }

  #alive(): RunningNode<Kind> {
    for (const node of this.#nodes.values()) if (node.isAlive) return node;
    throw new UsageError("E_NODE_UNKNOWN", "All nodes of this test were killed.");
  }

  #known(client: AnyTestClient): RunningClient {
    const known = this.#clients.get(client);
    if (known) return known;
    throw new UsageError("E_CLIENT_UNKNOWN", "This takes a client that the same test has connected.");
  }

  #close(): Promise<void> {
    return (this.#closed ??= this.#closeAll());
  }

  async #closeAll(): Promise<void> {
    await Promise.all([...new Set(this.#clients.values())].map((client) => client.close()));
    await Promise.all([...this.#nodes.values()].map((node) => node.close()));
    this.#unwatch();
    this.#scope.clock.close();
    leaveScope(this.#scope);
  }
}
