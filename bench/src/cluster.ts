import { startRedis, waitFor } from "@carillon/socket-testing";
import type { TestRedis } from "@carillon/socket-testing";
import type { clusterNodeCommands } from "./cluster-node.js";
import type { ScaleOptions } from "./contender.js";
import { HallClient } from "./hall-client.js";
import { Child } from "./rpc.js";

/** One node, in a process of its own. */
export interface ClusterNode {
  readonly process: Child<typeof clusterNodeCommands>;
  readonly port: number;
}

/** Two nodes on a Redis of their own, and clients; `end` stops all of it. */
export class Cluster {
  readonly redis: TestRedis;
  readonly nodes: ClusterNode[] = [];
  readonly #clients: HallClient[] = [];

  private constructor(redis: TestRedis) {
    this.redis = redis;
  }

  /**
   * Runs a task on two nodes that know each other, and ends every process whatever happens.
   *
   * @param leaseMs - Of presence, in milliseconds. Default: Carillon's.
   */
  static async with<Result>(
    { adapter, leaseMs }: { adapter: ScaleOptions["adapter"]; leaseMs?: number },
    task: (cluster: Cluster, here: ClusterNode, there: ClusterNode) => Promise<Result>,
  ): Promise<Result> {
    const cluster = new Cluster(await startRedis());
    try {
      const here = await cluster.#startNode(adapter, leaseMs);
      const there = await cluster.#startNode(adapter, leaseMs);
      await waitFor(async () => (await here.process.call("nodes", undefined)) === 2, 20_000);
      await waitFor(async () => (await there.process.call("nodes", undefined)) === 2, 20_000);
      return await task(cluster, here, there);
    } finally {
      await cluster.end();
    }
  }

  /** Connects users to a node, all of them in the hall. */
  async join({ port }: ClusterNode, users: readonly string[]): Promise<HallClient[]> {
    const joined: HallClient[] = [];
    for (const user of users) {
      const client = await HallClient.open(port, user);
      this.#clients.push(client);
      joined.push(client);
    }
    return joined;
  }

  async end(): Promise<void> {
    for (const { socket } of this.#clients) socket.disconnect();
    await Promise.all(this.nodes.map(({ process }) => process.end()));
    await this.redis[Symbol.asyncDispose]();
  }

  async #startNode(adapter: ScaleOptions["adapter"], leaseMs: number | undefined): Promise<ClusterNode> {
    const process = new Child<typeof clusterNodeCommands>("cluster-node");
    try {
      const options = { url: this.redis.url, adapter, ...(leaseMs !== undefined && { leaseMs }) };
      const node = { process, port: await process.call("start", options) };
      this.nodes.push(node);
      return node;
    } catch (error) {
      await process.end();
      throw error;
    }
  }
}
