import { Field } from "../field.js";
import { variantsFor } from "../workload.js";
import type { Row, Table, Workload } from "../workload.js";

/** Most bytes that the connections of one figure may keep: those of some contenders keep megabytes each with 1,000 routes. */
const maxBytes = 256 * 2 ** 20;

/** W5: what an idle authenticated connection keeps on the heap. */
export const memoryWorkload: Workload = {
  title: "W5: heap per idle connection",
  async run(names, effort, say) {
    const { rounds, scale } = effort;
    const tables: Table[] = [];
    for (const routes of variantsFor(effort, [10, 100, 1_000])) {
      const title = `W5: heap per idle authenticated connection, ${routes} routes`;
      const most = Math.max(50, Math.round(500 * scale));
      // Each figure needs a process of its own; three tell whether it can be trusted.
      const repeats = Math.min(rounds, 3);
      say(title);
      const rows: Row[] = [];
      for (const name of names) {
        const figures: number[] = [];
        for (let repeat = 0; repeat < repeats; repeat++) {
          // The application itself has four.
          figures.push(await Field.with([name], (field) => heapPerConnection(field, most), routes - 4));
        }
        rows.push({ name, figures });
      }
      const note = `${most} connections, or as many as fit into 256 MiB; a new process for each of ${repeats} figures, after four full collections.`;
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

async function heapPerConnection(field: Field, most: number): Promise<number> {
  const [runner] = field.runners;
  if (runner === undefined) throw new Error("No contender.");
  const { name, port, server } = runner;

  async function heapOf(count: number): Promise<number> {
    const before = await server.call("settledHeap", undefined);
    await field.load.call("connect", { name, port, count });
    const after = await server.call("settledHeap", undefined);
    return after - before;
  }

  // What is made once counts for no connection: code is compiled anew as it is used, at the hundredth connection as well.
  const few = 50;
  const estimate = (await heapOf(few)) / few;
  await field.load.call("disconnect", name);
  const count = Math.min(most, Math.max(few, Math.floor(maxBytes / estimate)));
  await heapOf(count);
  await field.load.call("disconnect", name);
  return (await heapOf(count)) / count / 1_024;
}
