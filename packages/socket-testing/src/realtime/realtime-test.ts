import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import type { SocketManager } from "@carillon/socket-facade";
import type { Server } from "socket.io";
import type { AnyTestClient, Assertions } from "../assertions/assertions.js";
import type { LoggedLine, SentMessage } from "../assertions/test-record.js";
import type { ActingOptions } from "../clients/actor.js";
import type { TestClock } from "../clock/movable-clock.js";
import type { Duration } from "../clock/duration.js";
import type { Attempt } from "./attempt.js";
import type { TestClient } from "./test-client.js";
import type { ConnectOptions } from "./test-options.js";

/** Makes clients. */
export interface Clients<Contract extends ContractDefinition = RegisteredContract> {
  /**
   * Makes a client and connects it.
   *
   * @returns The client. `.toFail({ code })` where the handshake must be refused.
   */
  connect(options?: ConnectOptions): Attempt<TestClient<Contract>>;
}

/** One server of a test. */
export interface TestNode<
  Contract extends ContractDefinition = RegisteredContract,
> extends Clients<Contract> {
  /** Such as `"node 2"`. */
  readonly name: string;
  /** Its Socket.IO server. */
  readonly io: Server;
  /** Its manager: what `Socket` is for code that this node runs. */
  readonly socket: SocketManager<Contract>;
  /** `false` once it was killed. */
  readonly isAlive: boolean;
  /** As `t.as(user)`, with connections to this node. */
  as(user: object, options?: ActingOptions): Clients<Contract>;
}

/** One test of a realtime application. */
export interface RealtimeTest<Contract extends ContractDefinition = RegisteredContract>
  extends Assertions<Contract>, Clients<Contract>, AsyncDisposable {
  /**
   * Makes clients that are signed in as a user, whatever they have for a token.
   *
   * Guards are not asked; everything behind them is as it would be: abilities, expiry, revocation, rooms.
   *
   * @param user - Your user, such as `{ id: 42, name: "Ada" }`.
   * @param options - Abilities, guard, session, when the identity ends.
   * @throws UsageError `E_ACTING_AS_NO_ID` for a user without an id.
   */
  as(user: object, options?: ActingOptions): Clients<Contract>;
  /** The manager of the first node: what `Socket` means in this test. */
  readonly socket: SocketManager<Contract>;
  /** The Socket.IO server of the first node. */
  readonly io: Server;
  /** Moves the time of the layer and of the clients. */
  readonly clock: TestClock;
  /** Everything that the servers have sent so far, answers apart, in order. */
  readonly sent: readonly SentMessage[];
  /** What was logged so far. */
  readonly logs: readonly LoggedLine[];
  /** Forgets what was sent so far, for assertions about what follows. */
  forgetSent(): void;
  /** Resolves when all events that have arrived are handled and what they sent has arrived, after `patienceMs` at the latest. */
  settled(): Promise<void>;
  /**
   * Breaks the connection of a client, as when a network goes: neither end hears good-bye. The client tries to come back, and
   * cannot before the time has passed.
   *
   * @param options - `forMs`: how long, by the clock of the test. Default: until {@link RealtimeTest.restore}.
   * @returns Resolves when both ends have noticed.
   */
  cut(client: AnyTestClient, options?: { readonly forMs?: Duration }): Promise<void>;
  /** Lets a client that was cut off come back. */
  restore(client: AnyTestClient): void;
  /**
   * Makes the test run on several nodes. Call it before the first client connects.
   *
   * They meet in memory, by Socket.IO's own cluster adapter; what Redis would keep for all of them, they keep in one memory. Where
   * the configuration has `redis` or `scale`, they meet there instead. Throttles count for each node alone, as without Redis.
   *
   * @param count - How many there are to be.
   * @returns All nodes, the first one included.
   * @throws UsageError `E_NODES_LATE` once a client has connected.
   */
  nodes(count: number): Promise<readonly TestNode<Contract>[]>;
  /**
   * Ends a node as a crash does: its connections break, no handler of a disconnect runs there, and what it wrote as its presence
   * stays until its lease of 15 seconds has ended. Its clients come back on another node.
   *
   * What a handler that is running there does in your own database or memory still happens: it is the same process.
   */
  kill(node: TestNode<Contract>): Promise<void>;
  /** Closes all clients and nodes. `await using` calls it. */
  close(): Promise<void>;
}
