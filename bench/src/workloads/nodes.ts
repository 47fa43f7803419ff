import type { ContenderName, ScaleOptions } from "../contender.js";
import { Pair } from "../pair.js";
import type { relayCommands } from "../relay.js";
import { Child } from "../rpc.js";
import { roundsOf, variantsFor } from "../workload.js";
import type { Effort, Table, Workload } from "../workload.js";

const able: readonly ContenderName[] = ["raw", "carillon", "carillon-created"];
const adapters: readonly ScaleOptions["adapter"][] = ["redis-streams", "redis"];
const variants = adapters.flatMap((adapter) => [0, 10].map((echoes) => ({ adapter, echoes })));

/** W7: a broadcast from one node to the members on another, over Redis. */
export const nodesWorkload: Workload = {
  title: "W7: two nodes",
  async run(all, effort, say) {
    const names = all.filter((name) => able.includes(name));
    const tables: Table[] = [];
    for (const variant of variantsFor(effort, variants)) {
      say(`W7: ${variant.adapter}, ${variant.echoes} echoes`);
      tables.push(await tableOf(names, effort, variant));
    }
    return tables;
  },
};

async function tableOf(
  names: readonly ContenderName[],
  effort: Effort,
  { adapter, echoes }: (typeof variants)[number],
): Promise<Table> {
  const { warmUps, scale } = effort;
  const total = Math.max(5, Math.round(200 * scale));
  const members = Math.max(5, Math.round(100 * scale));
  const load = new Child<typeof relayCommands>("relay");
  const pairs: Pair[] = [];
  const rows = names.map((name) => ({ name, figures: [] as number[], perSecond: [] as number[] }));
  try {
    for (const name of names) {
      const pair = await Pair.start(name, adapter);
      pairs.push(pair);
      const { here, there } = pair.ports;
      await load.call("connect", { name, here, there, members });
    }
    for (const round of roundsOf(effort)) {
      for (let place = 0; place < pairs.length; place++) {
        const index = (place + round + warmUps) % pairs.length;
        const [pair, row] = [pairs[index], rows[index]];
        if (pair === undefined || row === undefined) continue;
        const before = await pair.cpu();
        const ms = await load.call("run", { name: pair.name, total, echoes });
        const used = (await pair.cpu()) - before;
        if (round < 0) continue;
        row.figures.push(used / total);
        row.perSecond.push(total / (ms / 1_000));
      }
    }
  } finally {
    await load.end();
    for (const pair of pairs) await pair.end();
  }
  const what = echoes === 0 ? "broadcast" : `broadcast and ${echoes} echoes`;
  return {
    title: `W7: ${what}, two nodes on ${adapter}`,
    unit: `µs of both nodes' CPU per ${what}`,
    baselines: ["raw"],
    rows,
    note:
      `${total} broadcasts in a turn, one at a time, sent on one node to the ${members} members on the other` +
      (echoes === 0
        ? "."
        : "; another client of the first node asks for the echoes meanwhile, one at a time."),
  };
}
