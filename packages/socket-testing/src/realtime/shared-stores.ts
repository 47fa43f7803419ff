import { MemoryRevocationStore } from "@carillon/socket-auth";
import type { Clock } from "@carillon/socket-contract/server";
import type { SocketManager, SocketsConfig } from "@carillon/socket-facade";
import { MemoryNotificationStore } from "@carillon/socket-notifications";
import { MemoryHistoryStore } from "@carillon/socket-rooms";
import { MemoryIdempotencyStore } from "@carillon/socket-router";
import type { TestRecord } from "../assertions/test-record.js";
import { LeasedPresence } from "./leased-presence.js";
import { keepLogs } from "./log-lines.js";
import { recordNotifications } from "./record-notifications.js";
import type { Scope } from "./scope.js";
import type { TestOptions } from "./test-options.js";

/** What the nodes of one test have in common, and the managers made with it. */
export class SharedStores {
  /** Whether the nodes meet outside of this process, as the configuration says. */
  readonly isShared: boolean;
  readonly #original: SocketManager;
  readonly #options: TestOptions;
  readonly #record: TestRecord;
  readonly #presence = new LeasedPresence();
  readonly #config: SocketsConfig;

  constructor(original: SocketManager, options: TestOptions, record: TestRecord) {
    this.#original = original;
    this.#options = options;
    this.#record = record;
    const given: SocketsConfig = { ...original.config, ...options.config };
    this.isShared = given.redis !== undefined || given.scale !== undefined;
    this.#config = this.isShared ? {} : this.#inMemory(given);
  }

  /** A manager with all that the application registered. */
  manager(): SocketManager {
    const { config = {}, contract, setup } = this.#options;
    const logger = keepLogs(this.#record, config.logger ?? this.#original.config.logger);
    const shared = this.#config;
    const manager = this.#original.copy({
      ...shared,
      ...config,
      ...(shared.auth && { auth: { ...shared.auth, ...config.auth } }),
      ...(shared.rooms && { rooms: { ...shared.rooms, ...config.rooms } }),
      ...(shared.notifications && { notifications: { ...shared.notifications, ...config.notifications } }),
      ...(contract && { contract }),
      logger,
    });
    setup?.({ route: manager.route, socket: manager });
    recordNotifications(manager, this.#record);
    return manager;
  }

  /** A node was killed: what it wrote stays for a while. */
  killed(node: Scope, clock: Clock): void {
    this.#presence.killed(node, clock);
  }

  /** Stores that are the application's own stay: what is not configured is kept in one memory for all nodes. */
  #inMemory({ auth, rooms, notifications, idempotencyStore }: SocketsConfig): SocketsConfig {
    return {
      auth: { ...(auth?.revocations === undefined && { revocations: new MemoryRevocationStore() }) },
      rooms: {
        ...(rooms?.presence === undefined && { presence: this.#presence }),
        ...(rooms?.history === undefined && { history: new MemoryHistoryStore() }),
      },
      notifications: {
        ...(notifications?.store === undefined && { store: new MemoryNotificationStore() }),
      },
      ...(idempotencyStore === undefined && { idempotencyStore: new MemoryIdempotencyStore() }),
    };
  }
}
