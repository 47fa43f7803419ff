// The storm at full strength: `pnpm --filter @carillon/socket-client storm [clients] [seconds] [one | two] [slow in ms]`.
// Both parts one after the other, one table at the end. Fails where a message was lost, came twice or out of order, and where the
// p99 is worse than that of Socket.IO's recovery by more than two runs of one and the same differ.
import { loadavg } from "node:os";
import { stormOnOneNode } from "./one-node.js";
import type { PlainResult } from "./plain-clients.js";
import type { StormResult, StormScale } from "./storm.js";
import { stormOnTwoNodes } from "./two-nodes.js";

/** By what share the p99 of one side may be above the other's and still be the same. */
const noise = 0.05;

const [, , clients = "300", seconds = "300", only, slow] = process.argv;
const scale: StormScale = {
  clients: Number(clients),
  durationMs: Number(seconds) * 1_000,
  everyMs: 250,
  slowMs: slow === undefined ? undefined : Number(slow),
};

/** One line of the table; times in milliseconds. */
interface Row {
  readonly storm: string;
  readonly side: string;
  readonly expected: number;
  readonly lost: number;
  readonly wrong: number | string;
  readonly p50: number;
  readonly p99: number;
  /** Lost messages counted as never arrived. */
  readonly "p99, lost = never": number;
  readonly longest: number;
}

function rowsOf(storm: string, own: StormResult, plain: PlainResult): Row[] {
  const lost = own.expected - own.delivered;
  return [
    {
      storm,
      side: "Carillon",
      expected: own.expected,
      lost,
      wrong: own.wrong.length + own.gaps,
      p50: own.p50,
      p99: own.p99,
      "p99, lost = never": lost > 0.01 * own.expected ? Infinity : own.p99,
      longest: own.longest,
    },
    {
      storm,
      side: "recovery",
      expected: plain.expected,
      lost: plain.lost,
      wrong: "-", // its messages have no numbers to compare
      p50: plain.p50,
      p99: plain.p99OfArrived,
      "p99, lost = never": plain.p99,
      longest: plain.longest,
    },
  ];
}

const rows: Row[] = [];
const failures: string[] = [];
for (const [name, run] of [
  ["one node, history in memory", stormOnOneNode],
  ["two nodes on Redis, one killed", stormOnTwoNodes],
] as const) {
  if (only !== undefined && !name.startsWith(only)) continue;
  const { own, plain } = await run(scale);
  rows.push(...rowsOf(name, own, plain));
  const { connections, published, unconfirmed, wrong, gaps, delivered, expected, p99 } = own;
  const load = loadavg()
    .map((average) => average.toFixed(1))
    .join(" ");
  console.log(
    `${name}: ${published} messages to ${clients} clients, ${connections} connections, ${unconfirmed} of the killed node's last messages arrived; load ${load}`,
  );
  if (wrong.length > 0) console.log(wrong.slice(0, 10));
  if (wrong.length > 0 || gaps > 0 || delivered !== expected)
    failures.push(`${name}: messages were lost, or came twice or out of order`);
  if (p99 > plain.p99 * (1 + noise))
    failures.push(`${name}: a p99 of ${p99} ms, Socket.IO's recovery has ${plain.p99} ms`);
}
console.table(rows);
for (const failure of failures) console.error(`✗ ${failure}`);
if (failures.length === 0)
  console.log("Every message came once and in order, with a p99 no worse than that of Socket.IO's recovery.");
process.exit(failures.length === 0 ? 0 : 1);
