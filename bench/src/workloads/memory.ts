import { Field } from "../field.js";
import { variantsFor } from "../workload.js";
import type { Row, Table, Workload } from "../workload.js";

/** W5: what an idle authenticated connection keeps on the heap. */
export const memoryWorkload: Workload = {
  title: "W5: heap per idle connection",
  async run(names, effort, say) {
    const { rounds, scale } = effort;
    const tables: Table[] = [];
    for (const routes of variantsFor(effort, [10, 100, 1_000])) {
      const title = `W5: heap per idle authenticated connection, ${routes} routes`;
      const count = Math.max(50, Math.round((routes === 1_000 ? 200 : 500) * scale));
      // Each figure needs a process of its own; three tell whether it can be trusted.
      const repeats = Math.min(rounds, 3);
      say(title);
      const rows: Row[] = [];
      for (const name of names) {
        const figures: number[] = [];
        for (let repeat = 0; repeat < repeats; repeat++) {
          // The application itself has four.
          figures.push(await Field.with([name], (field) => heapPerConnection(field, count), routes - 4));
        }
        rows.push({ name, figures });
      }
      const note = `${count} connections, a new process for each of ${repeats} figures, after four full collections.`;
      tables.push({
        title,
        unit: "KiB of heap per connection",
        baselines: ["raw", "raw-guarded"],
        rows,
        note,
      });
    }
    return tables;
  },
};

async function heapPerConnection(field: Field, count: number): Promise<number> {
  const [runner] = field.runners;
  if (runner === undefined) throw new Error("No contender.");
  const { name, port, server } = runner;
  // What is made once, at the first connection, counts for no connection.
  await field.load.call("connect", { name, port, count: 20 });
  await field.load.call("disconnect", name);
  const before = await server.call("settledHeap", undefined);
  await field.load.call("connect", { name, port, count });
  const after = await server.call("settledHeap", undefined);
  return (after - before) / count / 1_024;
}
