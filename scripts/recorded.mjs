// Reads the committed results of the bench, and writes tables as prettier does.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** One workload's results: `command`, `machine` and `tables`. */
export function recorded(name) {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, `../bench/results/${name}.json`), "utf8"));
}

/** The table of a workload whose title holds a text; `undefined` where it has none. */
export function tableOf(workload, title) {
  return recorded(workload).tables.find((table) => table.title.includes(title));
}

/** The figures of a row, one for each round; none for a contender that took no part. */
export function figuresOf(table, name) {
  return table?.rows.find((row) => row.name === name)?.figures ?? [];
}

/** The median of the rounds' ratios, each to the baseline of the same round; `undefined` where there is none. */
export function ratioOf(table, name, baseline) {
  const base = figuresOf(table, baseline);
  const ratios = figuresOf(table, name).flatMap((figure, round) =>
    base[round] ? [figure / base[round]] : [],
  );
  return median(ratios);
}

/** The middle value, or the mean of the two in the middle; `undefined` for no values. */
export function median(values) {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The commands of some results, as code. */
export function commandsOf(results) {
  return [...new Set(results.map(({ command }) => `\`${command.replace(/ --out .*/, "")}\``))].join(", ");
}

/** The commits at which some results were recorded. */
export function commitsOf(results) {
  return [...new Set(results.map(({ machine }) => machine.commit))].join(", ");
}

/** A table whose columns are padded. */
export function grid(head, rows) {
  const widths = head.map((cell, column) =>
    Math.max(3, cell.length, ...rows.map((row) => row[column].length)),
  );
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
