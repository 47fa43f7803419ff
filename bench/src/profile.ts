import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { events, room } from "./application.js";
import { isContender } from "./contender.js";
import type { ContenderName } from "./contender.js";
import { Field } from "./field.js";

/** Where a server spends its time: `pnpm --filter bench profile carillon-router W1`. */

/** V8's profile, as far as it is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const payload = { room, text: "What a carillon needs is a ringer who plays it, and bells." };

const { positionals } = parseArgs({ allowPositionals: true });
const [name = "carillon-router", workload = "W1"] = positionals;
if (!isContender(name)) throw new Error(`There is no contender "${name}".`);

const folder = mkdtempSync(join(tmpdir(), "bench-"));
try {
  await record(name, workload, folder);
  const [file] = readdirSync(folder);
  if (file === undefined) throw new Error("No profile was written.");
  print(JSON.parse(readFileSync(join(folder, file), "utf8")) as Profile);
} finally {
  rmSync(folder, { recursive: true });
}

/** W1 and W2 over the network with 50 connections; W1p and W2p without one; W3 with 1,000 members; W4. */
async function record(contender: ContenderName, what: string, into: string): Promise<void> {
  const event = what.startsWith("W2") ? events.guarded : events.echo;
  const options = ["--cpu-prof", `--cpu-prof-dir=${into}`, "--cpu-prof-interval=200"];
  await Field.with(
    [contender],
    async (field) => {
      const [runner] = field.runners;
      if (runner === undefined) return;
      if (what === "W4") {
        for (let storm = 0; storm < 10; storm++) {
          await field.load.call("storm", {
            name: contender,
            port: runner.port,
            count: 400,
            concurrency: 100,
          });
          await field.load.call("disconnect", contender);
        }
        return;
      }
      if (what === "W3") {
        await field.connect(1_000);
        await field.load.call("join", contender);
        await field.load.call("broadcast", { name: contender, payload, total: 400 });
        return;
      }
      await field.connect(what.endsWith("p") ? 1 : 50);
      if (what.endsWith("p")) await runner.server.call("dispatch", { event, payload, total: 2_000_000 });
      else {
        const request = { name: contender, event, payload, depth: 16, total: 200_000 };
        await field.load.call("request", request);
      }
    },
    undefined,
    options,
  );
}

function print({ nodes, samples, timeDeltas }: Profile): void {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    const micros = timeDeltas[index] ?? 0;
    if (frame === undefined || frame.functionName === "(idle)") return;
    busy += micros;
    const place = placeOf(frame.url);
    const title = `${frame.functionName || "(anonymous)"} ${place}:${frame.lineNumber + 1}`;
    functions.set(title, (functions.get(title) ?? 0) + micros);
    files.set(place, (files.get(place) ?? 0) + micros);
  });
  console.log(`${(busy / 1_000).toFixed(0)} ms busy\n\nby file`);
  printShares(files, busy, 14);
  console.log("\nby function (self)");
  printShares(functions, busy, 40);
}

function printShares(shares: ReadonlyMap<string, number>, whole: number, most: number): void {
  const sorted = [...shares].sort(([, a], [, b]) => b - a).slice(0, most);
  for (const [title, micros] of sorted)
    console.log(`${((100 * micros) / whole).toFixed(1).padStart(5)} %  ${title}`);
}

/** The package and file of a script: `engine.io/transports/websocket.js`. */
function placeOf(url: string): string {
  if (url === "") return "(native)";
  const inModules = url.split("/node_modules/").at(-1) ?? url;
  return inModules.replace(/^.*\/(packages|bench)\//, "$1/").replace("/build/", "/");
}
