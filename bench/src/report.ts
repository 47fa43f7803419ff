import type { Conformance } from "./conformance.js";
import type { Machine } from "./machine.js";
import { pairedRatios, spreadOf } from "./statistics.js";
import type { Spread } from "./statistics.js";
import type { Effort, Row, Table } from "./workload.js";

/** Everything that a run found. */
export interface Results {
  /** The command that made it. */
  readonly command: string;
  readonly machine: Machine;
  readonly effort: Effort;
  readonly conformance: Readonly<Record<string, Conformance>>;
  readonly tables: readonly Table[];
}

/** A run as Markdown. */
export function toMarkdown(results: Results): string {
  const { command, machine, effort, conformance, tables } = results;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `# ${command}`,
    "",
    `${machine.date}, commit ${machine.commit}. ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB,`,
    `${machine.system}, Node ${machine.node}. Load average when it began: ${machine.loadBefore}.`,
    `${versions.join(", ")}.`,
    "",
    `${effort.rounds} rounds after ${effort.warmUps} that do not count. The machine may have had other work to do; the ratios are`,
    "paired, each with the baseline's figure of the same round, and are what to compare.",
    "",
    ...conformanceLines(conformance),
    ...tables.flatMap(tableLines),
  ].join("\n");
}

function conformanceLines(conformance: Results["conformance"]): string[] {
  const rows = Object.entries(conformance).map(([name, { badPayload, revoked, faults }]) => [
    name,
    badPayload,
    revoked,
    faults.join("; ") || "none",
  ]);
  if (rows.length === 0) return [];
  return [
    "How each says no, and what kept it from being timed:",
    "",
    ...grid(["contender", "bad payload", "revoked session", "faults"], rows),
    "",
  ];
}

function tableLines(table: Table): string[] {
  const { title, unit, baseline, rows, note } = table;
  const base = rows.find(({ name }) => name === baseline);
  const withRate = rows.some(({ perSecond }) => perSecond !== undefined);
  const head = ["", `${unit}: median`, "min", "max", `ratio to ${baseline}: median`, "min", "max"];
  const lines = grid(
    withRate ? [...head, "per second: median"] : head,
    rows.filter(({ figures }) => figures.length > 0).map((row) => cells(row, base, withRate)),
  );
  return [`## ${title}`, "", ...(note === undefined ? [] : [note, ""]), ...lines, ""];
}

function cells(row: Row, base: Row | undefined, withRate: boolean): string[] {
  const own = spreadOf(row.figures);
  const ratio = base && spreadOf(pairedRatios(row.figures, base.figures));
  const rate = row.perSecond && row.perSecond.length > 0 ? spreadOf(row.perSecond) : undefined;
  return [
    row.name,
    ...spread(own),
    ...(ratio ? spread(ratio) : ["", "", ""]),
    ...(withRate ? [rate ? String(Math.round(rate.median)) : ""] : []),
  ];
}

function spread({ median, min, max }: Spread): string[] {
  return [median, min, max].map((value) => (value >= 1_000 ? value.toFixed(0) : value.toPrecision(3)));
}

/** A table whose columns are padded, as prettier writes it. */
function grid(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, column) =>
    Math.max(3, cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
