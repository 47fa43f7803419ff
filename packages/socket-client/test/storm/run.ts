// The storm at full strength: `pnpm --filter @carillon/socket-client storm [clients] [seconds] [one | two] [slow in ms]`.
import { loadavg } from "node:os";
import { stormOnOneNode } from "./one-node.js";
import type { StormScale } from "./storm.js";
import { stormOnTwoNodes } from "./two-nodes.js";

const [, , clients = "300", seconds = "300", only, slow] = process.argv;
const scale: StormScale = {
  clients: Number(clients),
  durationMs: Number(seconds) * 1_000,
  everyMs: 250,
  slowMs: slow === undefined ? undefined : Number(slow),
};
let isGood = true;
for (const [name, run] of [
  ["one node, history in memory", stormOnOneNode],
  ["two nodes on Redis, one killed", stormOnTwoNodes],
] as const) {
  if (only !== undefined && !name.startsWith(only)) continue;
  const { own, plain } = await run(scale);
  const { wrong, gaps, delivered, expected, p99 } = own;
  console.log(`${name}:`, { ...own, wrong: wrong.slice(0, 10), wrongInAll: wrong.length });
  console.log("Socket.IO's own recovery, same messages and cuts:", plain);
  console.log(
    "load:",
    loadavg()
      .map((load) => load.toFixed(1))
      .join(" "),
  );
  const isComplete = wrong.length === 0 && gaps === 0 && delivered === expected;
  console.log(
    isComplete ? "Every message came once and in order." : "Messages were lost, or came twice or late.",
  );
  isGood &&= isComplete && p99 <= plain.p99;
}
process.exit(isGood ? 0 : 1);
