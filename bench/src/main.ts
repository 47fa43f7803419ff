import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Conformance } from "./conformance.js";
import { contenders, isContender } from "./contender.js";
import type { ContenderName } from "./contender.js";
import { Field } from "./field.js";
import { growthPlot } from "./growth-plot.js";
import { curvesOf, worseThanLinear } from "./growth.js";
import { describeMachine } from "./machine.js";
import { toMarkdown } from "./report.js";
import type { Results } from "./report.js";
import type { Effort, Table, Workload } from "./workload.js";
import { broadcastWorkload } from "./workloads/broadcast.js";
import { echoWorkload, guardedWorkload } from "./workloads/echo.js";
import { growthWorkload } from "./workloads/growth.js";
import { inProcessWorkload } from "./workloads/in-process.js";
import { latencyWorkload } from "./workloads/latency.js";
import { memoryWorkload } from "./workloads/memory.js";
import { nodesWorkload } from "./workloads/nodes.js";
import { outagesWorkload } from "./workloads/outages.js";
import { microWorkload, scrubWorkload } from "./workloads/micro.js";
import { roomsWorkload } from "./workloads/rooms.js";
import { stormWorkload } from "./workloads/storm.js";

const workloads: Readonly<Record<string, Workload>> = {
  W1: echoWorkload,
  W2: guardedWorkload,
  W2p: inProcessWorkload,
  W3: broadcastWorkload,
  W4: stormWorkload,
  W5: memoryWorkload,
  W6: microWorkload,
  W7: nodesWorkload,
  W8: roomsWorkload,
  W9: scrubWorkload,
  growth: growthWorkload,
  latency: latencyWorkload,
  outages: outagesWorkload,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Few events, one round, one variant of each workload: proves that everything runs, and measures nothing. */
    quick: { type: "boolean", default: false },
    /** Every workload in one go, each within its time, each into the file that the documentation quotes. */
    record: { type: "boolean", default: false },
    rounds: { type: "string", default: "10" },
    /** Comma-separated; `raw` is always there. */
    contenders: { type: "string" },
    /** The name of the files under `results/`; nothing is written without it. */
    out: { type: "string" },
  },
});

const effort: Effort = values.quick
  ? { rounds: 1, warmUps: 1, scale: 0.05, isQuick: true }
  : {
      rounds: Number(values.rounds),
      warmUps: values.record ? 1 : 2,
      scale: 1,
      isQuick: false,
      ...(values.record && { secondsPerTable: 30 }),
    };
const names = namesFrom(values.contenders);
const wanted = positionals.length > 0 ? positionals : Object.keys(workloads);

const machine = describeMachine();
const conformance: Record<string, Conformance> = {};
const isTimed = wanted.some((key) => workloads[key]?.standsAlone !== true);
for (const name of isTimed ? names : []) conformance[name] = await conformanceOf(name);
const able = names.filter((name) => conformance[name]?.faults.length === 0);

const command = ["pnpm bench", ...process.argv.slice(2)].join(" ");
const begun = performance.now();
const tables: Table[] = [];
for (const key of wanted) {
  const workload = workloads[key];
  if (!workload)
    throw new Error(`There is no workload "${key}"; there are ${Object.keys(workloads).join(", ")}.`);
  const own = await tablesOf(key, workload);
  if (own === undefined) continue;
  tables.push(...own);
  if (!values.record) continue;
  const checked = workload.standsAlone === true ? {} : conformance;
  write(key, { command, machine, effort, conformance: checked, tables: own });
  console.error(`${key} is recorded, ${minutesSince(begun)} minutes after the beginning.`);
}
publish({ command, machine, effort, conformance, tables });
// A contender that no longer does the work must not be left out in silence.
if (isTimed && able.length < names.length) process.exitCode = 1;
const worse = values.quick ? [] : worseThanLinear(curvesOf(tables));
for (const sentence of worse) console.error(`Worse than linear: ${sentence}`);
if (worse.length > 0) process.exitCode = 1;

function namesFrom(list: string | undefined): ContenderName[] {
  const asked = list === undefined ? Object.keys(contenders) : ["raw", ...list.split(",")];
  return [...new Set(asked)].map((name) => {
    if (isContender(name)) return name;
    throw new Error(`There is no contender "${name}"; there are ${Object.keys(contenders).join(", ")}.`);
  });
}

async function conformanceOf(name: ContenderName): Promise<Conformance> {
  try {
    return await Field.with([name], async (field) => {
      const [runner] = field.runners;
      if (runner === undefined) throw new Error("It did not start.");
      return field.check(runner);
    });
  } catch (error) {
    console.error(`${name} cannot take part:`, error);
    return {
      badPayload: "silence",
      revoked: "silence",
      faults: [`did not start: ${String(error).slice(0, 200)}`],
    };
  }
}

/** Its tables; `undefined` where it failed in a recording, whose other workloads go on. */
async function tablesOf(key: string, workload: Workload): Promise<Table[] | undefined> {
  try {
    return await workload.run(able, effort, (line) => console.error(line));
  } catch (error) {
    if (!values.record) throw error;
    console.error(`${key} failed and is not recorded:`, error);
    process.exitCode = 1;
    return undefined;
  }
}

function publish(results: Results): void {
  console.log(toMarkdown(results));
  if (values.out !== undefined) write(values.out, results);
}

function minutesSince(begin: number): string {
  return ((performance.now() - begin) / 60_000).toFixed(1);
}

function write(name: string, results: Results): void {
  const folder = fileURLToPath(new URL("../../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(`${folder}${name}.md`, toMarkdown(results));
  // The README shows some of them.
  execFileSync(process.execPath, [fileURLToPath(new URL("../../../scripts/figures.mjs", import.meta.url))]);
  for (const curve of curvesOf(results.tables)) {
    writeFileSync(`${folder}growth-${curve.name}.svg`, growthPlot(curve));
  }
}
