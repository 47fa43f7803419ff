import { startRedis, waitFor } from "@carillon/socket-testing";
import type { TestRedis } from "@carillon/socket-testing";
import type { ContenderName, ScaleOptions } from "./contender.js";
import { Child } from "./rpc.js";
import type { serverCommands } from "./server.js";

/** Two nodes of a contender, on a Redis of their own: who shared one would hear each other. */
export class Pair {
  readonly name: ContenderName;
  ports: { readonly here: number; readonly there: number } = { here: 0, there: 0 };
  readonly #redis: TestRedis;
  readonly #nodes: Child<typeof serverCommands>[] = [];

  private constructor(name: ContenderName, redis: TestRedis) {
    this.name = name;
    this.#redis = redis;
  }

  static async start(name: ContenderName, adapter: ScaleOptions["adapter"]): Promise<Pair> {
    const pair = new Pair(name, await startRedis());
    try {
      const scale = { adapter, url: pair.#redis.url };
      pair.ports = { here: await pair.#startNode(scale), there: await pair.#startNode(scale) };
      for (const node of pair.#nodes) {
        await waitFor(async () => (await node.call("nodes", undefined)) === 2, 20_000);
      }
      return pair;
    } catch (error) {
      await pair.end();
      throw error;
    }
  }

  /** What both nodes have used since they began, in microseconds. */
  async cpu(): Promise<number> {
    let sum = 0;
    for (const node of this.#nodes) sum += (await node.call("usage", undefined)).cpu;
    return sum;
  }

  async end(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.end()));
    await this.#redis[Symbol.asyncDispose]();
  }

  #startNode(scale: ScaleOptions): Promise<number> {
    const node = new Child<typeof serverCommands>("server");
    this.#nodes.push(node);
    return node.call("start", { name: this.name, idleRoutes: 6, scale });
  }
}
