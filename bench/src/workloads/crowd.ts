import { events, room } from "../application.js";
import type { ContenderName } from "../contender.js";
import { costOf, Field } from "../field.js";
import type { Runner } from "../field.js";
import { Child } from "../rpc.js";
import type { loadCommands } from "../load.js";
import { roundsOf } from "../workload.js";
import type { Effort, Table, Workload } from "../workload.js";

const able: readonly ContenderName[] = ["raw", "carillon", "carillon-created"];
const payload = { room, text: "What a carillon needs is a ringer who plays it, and bells." };
const underWay = 64;

/** What an event and a broadcast cost with 1 to 10,000 connections, and how long others wait meanwhile. */
export const crowdWorkload: Workload = {
  title: "growth: connections",
  async run(all, effort, say) {
    const names = all.filter((name) => able.includes(name));
    const sizes = effort.isQuick ? [1, 10, 100] : [1, 10, 100, 1_000, 10_000];
    const crowd = await Crowd.start(names);
    try {
      const tables: Table[] = [];
      for (const size of sizes) {
        say(`growth: ${size} connections`);
        await crowd.grow(size);
        tables.push(await eventTable(crowd, size, effort));
        if (size < 10) continue;
        tables.push(await broadcastTable(crowd, size, effort));
        if (size === sizes.at(-1)) tables.push(...(await waitTables(crowd, size, effort)));
      }
      return tables;
    } finally {
      await crowd.end();
    }
  },
};

/** Contenders with a load generator each: one process may not hold the connections to all of them. */
class Crowd {
  readonly fields: Field[] = [];

  static async start(names: readonly ContenderName[]): Promise<Crowd> {
    const crowd = new Crowd();
    try {
      for (const name of names) crowd.fields.push(await Field.start([name]));
      return crowd;
    } catch (error) {
      await crowd.end();
      throw error;
    }
  }

  /** Opens connections until there are so many to each contender, all members of the room. */
  async grow(count: number): Promise<void> {
    for (const { load, runners } of this.fields) {
      for (const { name, port } of runners) {
        await load.call("grow", { name, port, count }, 300_000);
        await load.call("join", name, 300_000);
      }
    }
  }

  /** One turn of each contender in each round; its figures by name, in order of the rounds. */
  async rounds(
    effort: Effort,
    turn: (runner: Runner, field: Field) => Promise<Record<string, number>>,
  ): Promise<Map<ContenderName, Record<string, number[]>>> {
    const figures = new Map<ContenderName, Record<string, number[]>>();
    for (const round of roundsOf(effort)) {
      for (let place = 0; place < this.fields.length; place++) {
        const field = this.fields[(place + round + effort.warmUps) % this.fields.length];
        const [runner] = field?.runners ?? [];
        if (field === undefined || runner === undefined) continue;
        const measured = await turn(runner, field);
        if (round < 0) continue;
        const own = figures.get(runner.name) ?? {};
        figures.set(runner.name, own);
        for (const [figure, value] of Object.entries(measured)) (own[figure] ??= []).push(value);
      }
    }
    return figures;
  }

  async end(): Promise<void> {
    await Promise.all(this.fields.map((field) => field.end()));
  }
}

async function eventTable(crowd: Crowd, size: number, effort: Effort): Promise<Table> {
  const total = Math.max(200, Math.round(20_000 * effort.scale));
  const figures = await crowd.rounds(shorter(effort, 10), (runner, { load }) =>
    costOf(runner, total, () =>
      load.call("spread", { name: runner.name, event: events.echo, payload, underWay, total }),
    ),
  );
  return {
    title: `Growth: an event with ${size} connections`,
    point: { curve: "event", title: "An event, by the number of connections", along: "connections", size },
    unit: "µs of server CPU per event",
    baselines: ["raw"],
    rows: rowsOf(crowd, figures, "cpu"),
    note:
      `${total} acked echoes in a turn, ${underWay} under way in all, spread over the connections in turn: the fewer ` +
      "there are, the more of them share a read and a write.",
  };
}

async function broadcastTable(crowd: Crowd, size: number, effort: Effort): Promise<Table> {
  const total = Math.max(2, Math.round((30_000 / Math.max(size, 100)) * effort.scale));
  const figures = await crowd.rounds(shorter(effort, 15), (runner, { load }) =>
    costOf(runner, total, () => load.call("broadcast", { name: runner.name, payload, total })),
  );
  return {
    title: `Growth: a broadcast to ${size} members`,
    point: { curve: "broadcast", title: "A broadcast, by the number of members", along: "members", size },
    unit: "µs of server CPU per broadcast",
    baselines: ["raw"],
    rows: rowsOf(crowd, figures, "cpu"),
    note: `${total} broadcasts in a turn, one at a time, over real connections.`,
  };
}

/** How long a broadcast keeps the others waiting. */
async function waitTables(crowd: Crowd, size: number, effort: Effort): Promise<Table[]> {
  const bystanders = new Child<typeof loadCommands>("load");
  const total = effort.isQuick ? 1 : 5;
  try {
    for (const { runners } of crowd.fields) {
      for (const { name, port } of runners) await bystanders.call("connect", { name, port, count: 1 });
    }
    const figures = await crowd.rounds(shorter(effort, 20), async ({ name, server }, { load }) => {
      await server.call("watchLoop", undefined);
      const pace = { name, event: events.echo, payload, perSecond: 500, ms: effort.isQuick ? 100 : 1_000 };
      const [waits] = await Promise.all([
        bystanders.call("pace", pace),
        load.call("broadcast", { name, payload, total }),
      ]);
      return { loop: await server.call("longestDelay", undefined), wait: waits.most };
    });
    const baselines = ["raw"];
    const note = `${total} broadcasts, one at a time; the load generators and the server share two cores.`;
    return [
      {
        title: `Event loop delay during a broadcast to ${size} members`,
        unit: "ms, the longest",
        baselines,
        rows: rowsOf(crowd, figures, "loop"),
        note,
      },
      {
        title: `Wait of a client that is in no room, during a broadcast to ${size} members`,
        unit: "ms, the longest of 500 echoes a second",
        baselines,
        rows: rowsOf(crowd, figures, "wait"),
        note,
      },
    ];
  } finally {
    await bystanders.end();
  }
}

function rowsOf(
  crowd: Crowd,
  figures: ReadonlyMap<ContenderName, Record<string, number[]>>,
  figure: string,
): Table["rows"] {
  return crowd.fields
    .flatMap(({ runners }) => runners)
    .map(({ name }) => ({ name, figures: figures.get(name)?.[figure] ?? [] }));
}

/** A point of a curve takes less time than a table of its own. */
function shorter(effort: Effort, seconds: number): Effort {
  const { secondsPerTable = Infinity } = effort;
  return { ...effort, warmUps: 1, secondsPerTable: Math.min(secondsPerTable, seconds) };
}
