import { events, room } from "../application.js";
import { contenders } from "../contender.js";
import { Field } from "../field.js";
import type { Workload } from "../workload.js";

const payload = { room, text: "What a carillon needs is a ringer who plays it, and bells." };

/** W2 without a network: events enter at the socket's dispatch step and leave at their ack. */
export const inProcessWorkload: Workload = {
  title: "W2 in process",
  async run(all, effort, say) {
    const title = "W2 in process: from the socket's dispatch step to the call of the ack";
    say(title);
    // None of them speaks Socket.IO's dispatch with a payload alone.
    const names = all.filter((name) => contenders[name] === "socket.io");
    const total = Math.round(50_000 * effort.scale);
    return Field.with(names, async (field) => {
      await field.connect(1);
      const figures = await field.rounds(effort, async ({ server }) => ({
        cpu: await server.call("dispatch", { event: events.guarded, payload, total }),
      }));
      return [
        {
          title,
          unit: "µs of server CPU per event",
          baselines: ["raw", "raw-guarded"],
          rows: names.map((name) => ({ name, figures: figures.get(name)?.["cpu"] ?? [] })),
          note: `${total} events in a turn, in batches of 1 to 500.`,
        },
      ];
    });
  },
};
