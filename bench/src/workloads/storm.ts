import { costOf, Field } from "../field.js";
import type { Workload } from "../workload.js";

/** W4: many clients connect and sign in at once. */
export const stormWorkload: Workload = {
  title: "W4: connection storm with auth",
  async run(names, effort, say) {
    const title = "W4: connecting, signing in and joining the personal room";
    const count = Math.max(20, Math.round(400 * effort.scale));
    say(title);
    return Field.with(names, async (field) => {
      const figures = await field.rounds(effort, async (runner) => {
        const { name, port } = runner;
        const cost = await costOf(runner, count, () =>
          field.load.call("storm", { name, port, count, concurrency: 100 }),
        );
        await field.load.call("disconnect", name);
        return cost;
      });
      const resident = await field.resident();
      return [
        {
          title,
          unit: "µs of server CPU per connection",
          baselines: ["raw", "raw-guarded"],
          rows: names.map((name) => ({
            name,
            figures: figures.get(name)?.["cpu"] ?? [],
            perSecond: figures.get(name)?.["perSecond"] ?? [],
            residentMiB: resident.get(name) ?? 0,
          })),
          note: `${count} connections in a turn, 100 at a time, WebSocket only.`,
        },
      ];
    });
  },
};
