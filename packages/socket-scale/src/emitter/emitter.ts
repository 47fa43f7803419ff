import { UsageError } from "@carillon/socket-contract/server";
import { Server } from "socket.io";
import { loadAdapter } from "../adapters/adapter-package.js";
import type { RedisAdapterName } from "../adapters/redis-adapter.js";
import { checkScale } from "../check-scale.js";
import { redisOf } from "../redis/redis-connection.js";
import type { RedisConnection } from "../redis/redis-connection.js";
import { backendOf } from "../scale-options.js";
import type { ScaleOptions } from "../scale-options.js";
import { EmitOnlyClient } from "./emit-only-client.js";
import { emitOnlyAdapter } from "./emit-only-adapter.js";

/**
 * Broadcasts from a process without a server, such as a queue worker.
 *
 * It is the nodes' own adapter, on a server that no client can connect to and that receives nothing: so it sends exactly what the
 * nodes send, whatever version of the adapter they have.
 *
 * @example
 * ```ts
 * import { Emitter } from "@carillon/socket-scale";
 *
 * const emitter = new Emitter({ adapter: "redis-streams", url: "redis://127.0.0.1:6379" });
 * await emitter.ready;
 * emitter.io.to("orders.42").emit("order:shipped", { id: 42 });
 * await emitter.sent();
 * await emitter.close();
 * ```
 */
export class Emitter {
  /** Broadcasts to the nodes. What asks clients or looks for sockets throws. */
  readonly io: Server = new Server();
  /** @throws UsageError `E_REDIS_UNREACHABLE` when Redis cannot be reached. */
  readonly ready: Promise<void>;
  readonly #redis: RedisConnection;
  readonly #isOwn: boolean;
  #client: EmitOnlyClient | undefined;

  /**
   * @param options - As the nodes have them for `scaleServer`: a Redis adapter and its address.
   * @throws UsageError `E_EMITTER_ADAPTER` for an adapter that reaches no other process by Redis.
   */
  constructor(options: ScaleOptions) {
    checkScale(options);
    const { adapter } = options;
    if (backendOf(options) !== "redis") {
      const name = typeof adapter === "string" ? `"${adapter}"` : "made by a function";
      throw new UsageError(
        "E_EMITTER_ADAPTER",
        `An emitter cannot use the adapter ${name}: use "redis-streams", "redis-sharded" or "redis" on every node and here.`,
      );
    }
    const name = adapter as RedisAdapterName;
    const create = loadAdapter(name);
    this.#redis = redisOf(options);
    this.#isOwn = this.#redis !== options.client;
    this.ready = this.#redis.ready.then(() => {
      this.#client = new EmitOnlyClient(this.#redis.client);
      this.io.adapter(emitOnlyAdapter(create, name, this.#client, options.options));
    });
  }

  /** Whether {@link Emitter.ready} has resolved. */
  get isReady(): boolean {
    return this.#client !== undefined;
  }

  /**
   * Resolves when Redis has everything that was sent until now.
   *
   * @param withinMs - How long Redis may take, in milliseconds. Default 5,000.
   * @throws Error when Redis refuses it, or does not confirm it in time.
   */
  async sent(withinMs?: number): Promise<void> {
    await this.#client?.sent(withinMs);
  }

  /** Waits for what is under way, a second at most, and closes the connection if it was made here. */
  async close(): Promise<void> {
    await this.sent(1_000).catch(() => undefined);
    for (const namespace of this.io._nsps.values()) void namespace.adapter.close();
    if (this.#isOwn) await this.#redis.close();
  }
}
