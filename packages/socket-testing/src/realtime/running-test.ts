import { getSocketManager, scopeSocketManagers } from "@carillon/socket-facade";
import { checkOptions, UsageError } from "@carillon/socket-contract/server";
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
import type { Clients, RealtimeTest, TestNode } from "./realtime-test.js";
import { RunningClient } from "./running-client.js";
import { userIdOf } from "./running-node.js";
import type { RunningNode } from "./running-node.js";
import { RunningNodes } from "./running-nodes.js";
import { leaveScope, managerHere } from "./scope.js";
import type { Scope } from "./scope.js";
import { SharedStores } from "./shared-stores.js";
import type { TestClient } from "./test-client.js";
import type { ConnectOptions, TestOptions } from "./test-options.js";

/** A test that runs, with all of its nodes and clients. */
export class RunningTest<Kind extends Host = Host> {
  readonly #scope: Scope;
  readonly #options: TestOptions;
  readonly #network: Network<Kind>;
  readonly #nodes: RunningNodes<Kind>;
  readonly #clients = new Map<object, RunningClient>();
  /** Which node each client was last on. */
  readonly #places = new Map<RunningClient, RunningNode<Kind>>();
  readonly #unwatch = watchHandledEvents();
  #closed: Promise<void> | undefined;

  constructor(scope: Scope, options: TestOptions, network: Network<Kind>) {
    const original = options.manager ?? getSocketManager();
    scope.original = original;
    scopeSocketManagers(managerHere);
    this.#scope = scope;
    this.#options = options;
    this.#network = network;
    if (options.patienceMs !== undefined) checkedPatienceMs(options.patienceMs);
    this.#nodes = new RunningNodes<Kind>({
      scope,
      network,
      stores: new SharedStores(original, options, scope.record),
      clientsOf: (node, ...actor) => this.#clientsOf(node, ...actor),
    });
  }

  /** Starts the first node. */
  async start(): Promise<RealtimeTest> {
    try {
      await this.#nodes.startUpTo(1);
    } catch (error) {
      await this.#close();
      throw error;
    }
    return this.#facade();
  }

  #facade(): RealtimeTest {
    const { record, clock } = this.#scope;
    const nodes = this.#nodes;
    const own = {
      get socket() {
        return nodes.first.manager;
      },
      get io() {
        return nodes.first.io;
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
      userRoom: (id) => nodes.first.manager.userRoom(id),
      isIn: ({ socketId, userId }, room) =>
        nodes
          .sockets()
          .some(
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
    checkOptions("connect", options, { token: "any", namespace: "text", headers: "object" });
    const target = (): Kind | undefined => {
      const node = preferred?.isAlive ? preferred : this.#nodes.alive()[0];
      if (made.client && node) this.#places.set(made.client, node);
      return node?.host;
    };
    const link = await this.#network.link(target, actor);
    const client = new RunningClient({
      link,
      scope: this.#scope,
      path: this.#nodes.first.manager.config.path,
      given: this.#options.client ?? {},
      options,
      patienceMs: () => this.#patienceMs,
      quiet: () => this.#quiet(),
      userIdOf: (socketId) =>
        actor?.identity?.id ?? userIdOf(this.#nodes.sockets().find((socket) => socket.id === socketId)),
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
      (known.status.getSnapshot().is !== "online" &&
        !this.#nodes.sockets().some(({ id }) => id === socketId)) ||
      undefined;
    await until(record, isGone, this.#patienceMs);
  }

  async #startNodes(count: number): Promise<readonly TestNode[]> {
    if (count > this.#nodes.count && this.#clients.size > 0) {
      throw new UsageError("E_NODES_LATE", "Call t.nodes(count) before the first client connects.");
    }
    await this.#nodes.startUpTo(count);
    return this.#nodes.facades;
  }

  async #kill(which: TestNode): Promise<void> {
    const node = this.#nodes.kill(which);
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
    await this.#nodes.close();
    this.#unwatch();
    this.#scope.clock.close();
    leaveScope(this.#scope);
  }
}
