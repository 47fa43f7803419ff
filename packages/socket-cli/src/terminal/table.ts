import { painter } from "./terminal.js";
import type { Terminal } from "./terminal.js";

/**
 * Lines of text in columns, a heading above them. A column that holds nothing is left out.
 *
 * @param headings - One for each column.
 * @param rows - One cell for each column.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  terminal: Pick<Terminal, "hasColors">,
): string {
  const paint = painter(terminal);
  const used = headings.map((_heading, column) => rows.some((row) => (row[column] ?? "") !== ""));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (used[column] ? cell.padEnd(widths[column] ?? 0) : undefined))
      .filter((cell) => cell !== undefined)
      .join("  ")
      .trimEnd();
  return [paint("bold", line(headings)), ...rows.map(line)].map((text) => `${text}\n`).join("");
}
