import { events, room } from "../application.js";
import { costOf, Field } from "../field.js";
import { variantsFor } from "../workload.js";
import type { Table, Workload } from "../workload.js";

/** One way to load a server. */
interface Shape {
  readonly connections: number;
  /** Requests of one connection under way at a time. */
  readonly depth: number;
  readonly total: number;
}

/** What `pipelined` means in a caption. */
const pipelined = 16;

const pipelinedShapes: readonly Shape[] = [
  { connections: 1, depth: pipelined, total: 12_000 },
  { connections: 50, depth: pipelined, total: 20_000 },
  { connections: 500, depth: pipelined, total: 24_000 },
];

const oneAtATime: readonly Shape[] = [
  { connections: 1, depth: 1, total: 3_000 },
  { connections: 50, depth: 1, total: 12_000 },
];

const payload = { room, text: "What a carillon needs is a ringer who plays it, and bells." };

/** W1: an acked echo, nothing else. */
export const echoWorkload: Workload = workload("W1: acked echo", events.echo, [
  ...pipelinedShapes,
  { connections: 500, depth: 2, total: 16_000 },
  ...oneAtATime,
]);

/** W2: the same with three middleware, auth re-check and schema. */
export const guardedWorkload: Workload = workload(
  "W2: acked echo behind three middleware, auth re-check and schema",
  events.guarded,
  [...pipelinedShapes, { connections: 50, depth: 8, total: 16_000 }, ...oneAtATime],
);

function workload(title: string, event: string, all: readonly Shape[]): Workload {
  return {
    title,
    async run(names, effort, say) {
      const tables: Table[] = [];
      for (const { connections, depth, total } of variantsFor(effort, all)) {
        const events = Math.max(connections * depth, Math.round(total * effort.scale));
        const under =
          depth === 1 ? "one at a time" : depth === pipelined ? "pipelined" : `${depth} under way`;
        const caption = `${title}, ${connections} ${connections === 1 ? "connection" : "connections"}, ${under}`;
        say(caption);
        tables.push(
          await Field.with(names, async (field) => {
            await field.connect(connections);
            const figures = await field.rounds(effort, (runner) =>
              costOf(runner, events, () =>
                field.load.call("request", { name: runner.name, event, payload, depth, total: events }),
              ),
            );
            const resident = await field.resident();
            return {
              title: caption,
              unit: "µs of server CPU per event",
              baselines: ["raw", "raw-guarded"],
              rows: names.map((name) => ({
                name,
                figures: figures.get(name)?.["cpu"] ?? [],
                perSecond: figures.get(name)?.["perSecond"] ?? [],
                residentMiB: resident.get(name) ?? 0,
              })),
              note: `${events} events in a turn, ${depth} of each connection under way at a time.`,
            };
          }),
        );
      }
      return tables;
    },
  };
}
