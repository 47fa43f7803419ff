import { room } from "../application.js";
import { costOf, Field } from "../field.js";
import { variantsFor } from "../workload.js";
import type { Table, Workload } from "../workload.js";

const payload = { room, text: "What a carillon needs is a ringer who plays it, and bells." };

/** W3: one member's event goes to every member of the room. */
export const broadcastWorkload: Workload = {
  title: "W3: broadcast",
  async run(names, effort, say) {
    const tables: Table[] = [];
    for (const members of variantsFor(effort, [100, 1_000])) {
      const title = `W3: broadcast to ${members} members`;
      const total = Math.max(2, Math.round((30_000 / members) * effort.scale));
      say(title);
      tables.push(
        await Field.with(names, async (field) => {
          await field.connect(members);
          for (const name of names) await field.load.call("join", name);
          const figures = await field.rounds(effort, (runner) =>
            costOf(runner, total, () => field.load.call("broadcast", { name: runner.name, payload, total })),
          );
          const resident = await field.resident();
          return {
            title,
            unit: "µs of server CPU per broadcast",
            baselines: ["raw", "raw-guarded"],
            rows: names.map((name) => ({
              name,
              figures: figures.get(name)?.["cpu"] ?? [],
              perSecond: figures.get(name)?.["perSecond"] ?? [],
              residentMiB: resident.get(name) ?? 0,
            })),
            note: `${total} broadcasts in a turn, one at a time.`,
          };
        }),
      );
    }
    return tables;
  },
};
