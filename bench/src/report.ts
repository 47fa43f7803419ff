import type { Conformance } from "./conformance.js";
import { curvesOf } from "./growth.js";
import type { Curve } from "./growth.js";
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
    ...effortLines(effort),
    "",
    ...conformanceLines(conformance),
    ...curvesOf(tables).flatMap(curveLines),
    ...tables.flatMap(tableLines),
  ].join("\n");
}

function effortLines({ rounds, warmUps, secondsPerTable, isQuick }: Effort): string[] {
  if (isQuick)
    return [
      "A quick run shows that everything runs. Its figures mean nothing: most of the code has just begun.",
    ];
  const within =
    secondsPerTable === undefined ? "" : `, fewer where a table has taken ${secondsPerTable} seconds`;
  return [
    `${rounds} rounds after ${warmUps} that do not count${within}. The machine may have had other work to do; the ratios are`,
    "paired, each with the baseline's figure of the same round, and are what to compare. Cells are medians (least–most).",
  ];
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

/** A curve's medians, and how each line grows. */
function curveLines({ name, title, unit, along, sizes, lines }: Curve): string[] {
  const head = [along, ...lines.map((line) => line.name)];
  const rows = sizes.map((size, at) => [
    String(size),
    ...lines.map(({ medians }) => short(medians[at] ?? Number.NaN)),
  ]);
  const steepest = ["steepest", ...lines.map((line) => line.steepest.toFixed(2))];
  return [
    `## Growth: ${title}`,
    "",
    `![${title}](growth-${name}.svg)`,
    "",
    `Medians in ${unit}. "Steepest" is how the cost grows where it grows most: 0 not at all, 1 linearly, 2 with the square.`,
    "",
    ...grid(head, [...rows, steepest]),
    "",
  ];
}

function tableLines(table: Table): string[] {
  const { title, unit, baselines, rows, note } = table;
  const columns: Column[] = [
    { head: "", cell: ({ name }) => name },
    { head: unit, cell: ({ figures }) => text(spreadOf(figures)) },
  ];
  for (const baseline of baselines) {
    const base = rows.find(({ name }) => name === baseline)?.figures ?? [];
    if (base.length === 0) continue;
    columns.push({
      head: `ratio to ${baseline}`,
      cell: ({ figures }) => text(spreadOf(pairedRatios(figures, base))),
    });
  }
  if (rows.some(({ perSecond }) => perSecond !== undefined)) {
    columns.push({
      head: "per second",
      cell: ({ perSecond = [] }) => (perSecond.length > 0 ? spreadOf(perSecond).median.toFixed(0) : ""),
    });
  }
  if (rows.some(({ residentMiB }) => residentMiB !== undefined)) {
    columns.push({ head: "resident MiB", cell: ({ residentMiB }) => residentMiB?.toFixed(0) ?? "" });
  }
  const lines = grid(
    columns.map(({ head }) => head),
    rows.filter(({ figures }) => figures.length > 0).map((row) => columns.map(({ cell }) => cell(row))),
  );
  return [`## ${title}`, "", ...(note === undefined ? [] : [note, ""]), ...lines, ""];
}

interface Column {
  readonly head: string;
  readonly cell: (row: Row) => string;
}

/** `1.02 (0.98–1.10)`: the median, the least and the most. */
function text({ median, min, max }: Spread): string {
  return `${short(median)} (${short(min)}–${short(max)})`;
}

function short(value: number): string {
  return Math.abs(value) >= 1_000 ? value.toFixed(0) : value.toPrecision(3);
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
