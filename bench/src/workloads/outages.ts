import { setTimeout as pause } from "node:timers/promises";
import { waitFor } from "@carillon/socket-testing";
import { Cluster } from "../cluster.js";
import type { ScaleOptions } from "../contender.js";
import type { Effort, Table, Workload } from "../workload.js";

type RedisAdapter = ScaleOptions["adapter"];

const adapters: readonly RedisAdapter[] = ["redis-streams", "redis"];
const here = ["1", "2"];
const ghosts = ["11", "12", "13", "14", "15"];
const everyMs = 20;

/** What an outage costs: a node that is killed, and a Redis that is killed and started again. */
export const outagesWorkload: Workload = {
  title: "outages",
  standsAlone: true,
  async run(_names, effort, say) {
    // A round of both takes most of a minute.
    const most = effort.secondsPerTable === undefined ? 5 : 3;
    const bounded = { ...effort, rounds: Math.min(effort.rounds, most) };
    return [await killedNode(bounded, say), ...(await killedRedis(bounded, say))];
  },
};

async function killedNode({ rounds, isQuick }: Effort, say: (line: string) => void): Promise<Table> {
  const leaseMs = isQuick ? 1_500 : 15_000;
  const gone: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`outages: killed node, round ${round}`);
    const options = { adapter: "redis-streams", ...(isQuick && { leaseMs }) } as const;
    gone.push(await Cluster.with(options, (cluster, ...nodes) => ghostsOf(cluster, nodes, leaseMs)));
  }
  return {
    title: "A killed node: until its members are gone",
    unit: "ms from SIGKILL to the last of their leaves at the last client",
    baselines: [],
    rows: [{ name: `lease of ${leaseMs / 1_000} s`, figures: gone }],
    note:
      `${ghosts.length} members on the node that is killed, ${here.length} on the one that goes on. Afterwards, for one more lease, ` +
      "no other member left and no ghost came back, for the clients and for `members()`; a run in which one does fails. All rounds count.",
  };
}

async function ghostsOf(cluster: Cluster, nodes: Cluster["nodes"], leaseMs: number): Promise<number> {
  const [survivor, doomed] = nodes;
  if (survivor === undefined || doomed === undefined) throw new Error("There are two nodes.");
  const clients = await cluster.join(survivor, here);
  await cluster.join(doomed, ghosts);
  await waitFor(() => clients.every((client) => client.sees([...here, ...ghosts])), 10_000);

  const killed = performance.now();
  await doomed.process.kill();
  await waitFor(() => clients.every((client) => client.sees(here)), leaseMs * 4);
  const took = performance.now() - killed;

  await pause(leaseMs);
  for (const { left, seen } of clients) {
    const others = left.filter((user) => here.includes(user));
    if (others.length > 0) throw new Error(`Who was not on the killed node left: ${others.join()}`);
    if (left.length > ghosts.length || seen.size > here.length) throw new Error("A ghost came back.");
  }
  const members = await survivor.process.call("members", undefined);
  if (members.join() !== here.join()) throw new Error(`The server still shows ${members.join()}.`);
  return took;
}

/** What one outage of Redis did. */
interface Outage {
  /** Milliseconds from the start of Redis' process to the first message at the other node's client. */
  readonly delivery: number;
  /** The same to the first change of presence. */
  readonly presence: number;
  /** Of the messages sent from beginning to end, how many the clients of the sending node heard, in percent. */
  readonly local: number;
  /** Milliseconds of sending whose messages the other node never heard. */
  readonly lost: number;
}

async function killedRedis(
  { rounds, isQuick }: Effort,
  say: (line: string) => void,
): Promise<readonly Table[]> {
  const awayMs = isQuick ? 500 : 3_000;
  const outages = new Map<RedisAdapter, Outage[]>(adapters.map((adapter) => [adapter, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const adapter of adapters) {
      say(`outages: killed Redis, ${adapter}, round ${round}`);
      const outage = await Cluster.with({ adapter }, (cluster, ...nodes) => outageOf(cluster, nodes, awayMs));
      outages.get(adapter)?.push(outage);
    }
  }
  const rows = (figure: keyof Outage, what = ""): Table["rows"] =>
    adapters.map((adapter) => ({
      name: `${adapter}${what}`,
      figures: (outages.get(adapter) ?? []).map((outage) => outage[figure]),
    }));
  return [
    {
      title: "Redis killed and started again: until other nodes hear again",
      unit: "ms from the start of Redis' process",
      baselines: [],
      rows: [...rows("delivery"), ...rows("presence", ", presence")],
      note:
        `Redis was gone for ${awayMs / 1_000} s. A message was sent every ${everyMs} ms; the change of presence is a user who ` +
        "came while Redis was away. The time in which Redis itself boots is part of the figures. All rounds count.",
    },
    {
      title: "Redis killed and started again: what local clients heard",
      unit: "% of all messages",
      baselines: [],
      rows: rows("local"),
    },
    {
      title: "Redis killed and started again: what other nodes never heard",
      unit: "messages",
      baselines: [],
      rows: rows("lost"),
      note: `One message every ${everyMs} ms: ${awayMs / everyMs} in the outage itself.`,
    },
  ];
}

async function outageOf(cluster: Cluster, nodes: Cluster["nodes"], awayMs: number): Promise<Outage> {
  const [sender, other] = nodes;
  if (sender === undefined || other === undefined) throw new Error("There are two nodes.");
  const [local] = await cluster.join(sender, ["1"]);
  const [remote] = await cluster.join(other, ["2"]);
  if (local === undefined || remote === undefined) throw new Error("No member joined.");
  await waitFor(() => [local, remote].every((client) => client.sees(here)), 10_000);
  await sender.process.call("beginSending", everyMs);
  await waitFor(() => remote.heard.size > 20, 10_000);

  await cluster.redis.kill();
  const away = pause(awayMs);
  await cluster.join(sender, ["3"]);
  await away;
  const returned = performance.now();
  await cluster.redis.start();
  const isBack = (): boolean => [...remote.heard.values()].some((at) => at > returned);
  const [delivery, presence] = await Promise.all([
    since(returned, isBack),
    since(returned, () => remote.sees(["1", "2", "3"])),
  ]);

  const sent = await sender.process.call("stopSending", undefined);
  await waitFor(() => local.heard.has(sent) && remote.heard.has(sent), 10_000);
  for (const { left } of [local, remote]) if (left.length > 0) throw new Error(`${left.join()} left.`);
  return { delivery, presence, local: (100 * local.heard.size) / sent, lost: sent - remote.heard.size };
}

async function since(begin: number, probe: () => boolean): Promise<number> {
  await waitFor(probe, 30_000);
  return performance.now() - begin;
}
