// Writes the figures of the README from the committed results of the bench. The bench calls it when it records; `--check` fails where the
// README says something else.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";

const root = resolve(import.meta.dirname, "..");
const readme = join(root, "README.md");
const region = /(<!-- figures:[^>]*-->\n).*?(\n<!-- \/figures -->)/s;

/** The README with the figures of `bench/results`. */
export function withFigures() {
  const text = readFileSync(readme, "utf8");
  if (!region.test(text)) throw new Error("README.md has no figures");
  return text.replace(region, (_, begin, end) => `${begin}\n${figures()}\n${end}`);
}

function figures() {
  const echo = resultsOf("W1");
  const guarded = resultsOf("W2");
  const memory = resultsOf("W5");
  const rows = [
    ["Carillon, on a server that it creates", "carillon-created"],
    ["Carillon, on a server of yours", "carillon"],
    ["Socket.IO by hand", "raw"],
    ["socket-controllers", "socket-controllers"],
    ["FeathersJS", "feathers"],
    ["zod-sockets", "zod-sockets"],
    ["NestJS gateway", "nestjs"],
  ].map(([title, name]) => [
    title,
    ratio(tableOf(echo, /, 50 connections, pipelined/), name, "raw"),
    ratio(tableOf(guarded, /, 50 connections, pipelined/), name, "raw-guarded"),
    kibibytes(tableOf(memory, /, 100 routes/), name),
  ]);
  const head = ["", "an event", "the same, guarded", "an idle connection"];
  return [
    ...grid(head, rows),
    "",
    "CPU of the server for an event with an answer, 50 connections with 16 requests under way each, relative to Socket.IO by hand; guarded by",
    "three middleware, a session and a schema, which by hand are written by hand. Memory of a signed-in connection, with 100 routes. Medians of",
    `${commandsOf([echo, guarded, memory])}, commit ${commitsOf([echo, guarded, memory])}. How much they`,
    "spread, the other workloads, and the targets that are missed are in [bench](bench).",
  ].join("\n");
}

function resultsOf(name) {
  return JSON.parse(readFileSync(join(root, `bench/results/${name}.json`), "utf8"));
}

function commitsOf(results) {
  return [...new Set(results.map(({ machine }) => machine.commit))].join(", ");
}

function commandsOf(results) {
  return results.map(({ command }) => `\`${command.replace(/ --out .*/, "")}\``).join(", ");
}

function tableOf({ tables }, title) {
  return tables.find((table) => title.test(table.title));
}

function figuresOf(table, name) {
  return table.rows.find((row) => row.name === name)?.figures ?? [];
}

/** The median of the rounds' ratios, each to the baseline of the same round. */
function ratio(table, name, baseline) {
  if (name === "raw") return "1";
  const base = figuresOf(table, baseline);
  const ratios = figuresOf(table, name).map((figure, round) => figure / base[round]);
  return ratios.length === 0 ? "" : median(ratios).toFixed(2);
}

function kibibytes(table, name) {
  const values = figuresOf(table, name);
  return values.length === 0 ? "" : `${Number(median(values).toPrecision(3))} KiB`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A table whose columns are padded, as prettier writes it. */
function grid(head, rows) {
  const widths = head.map((cell, column) =>
    Math.max(3, cell.length, ...rows.map((row) => row[column].length)),
  );
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}

if (process.argv[1] === import.meta.filename) {
  const text = withFigures();
  if (!process.argv.includes("--check")) writeFileSync(readme, text);
  else if (text !== readFileSync(readme, "utf8")) {
    console.error("README.md has other figures than bench/results; run: node scripts/figures.mjs");
    process.exitCode = 1;
  }
}
