// Writes the figures of the README, and the table of targets of bench/README.md, from the committed results of the bench. The bench calls it
// when it records; `--check` fails where a page says something else.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { commandsOf, commitsOf, figuresOf, grid, median, ratioOf, recorded, tableOf } from "./recorded.mjs";
import { targets } from "./targets.mjs";

const pages = [
  { file: "README.md", name: "figures", text: figures },
  { file: "bench/README.md", name: "targets", text: targets },
];

function figures() {
  const results = ["W1", "W2", "W5"].map((name) => recorded(name));
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
    ratio(tableOf("W1", ", 50 connections, pipelined"), name, "raw"),
    ratio(tableOf("W2", ", 50 connections, pipelined"), name, "raw-guarded"),
    kibibytes(tableOf("W5", ", 100 routes"), name),
  ]);
  const head = ["", "an event", "the same, guarded", "an idle connection"];
  return [
    ...grid(head, rows),
    "",
    "CPU of the server for an event with an answer, 50 connections with 16 requests under way each, relative to Socket.IO by hand; guarded by",
    "three middleware, a session and a schema, which by hand are written by hand. Memory of a signed-in connection, with 100 routes. Medians of",
    `${commandsOf(results)}, commit ${commitsOf(results)}. How much they`,
    "spread, the other workloads, and the targets that are missed are in [bench](bench).",
  ].join("\n");
}

function ratio(table, name, baseline) {
  return name === "raw" ? "1" : (ratioOf(table, name, baseline)?.toFixed(2) ?? "");
}

function kibibytes(table, name) {
  const value = median(figuresOf(table, name));
  return value === undefined ? "" : `${Number(value.toPrecision(3))} KiB`;
}

/** A page with what the results say now. */
function withFigures(page, { file, name, text }) {
  const region = new RegExp(`(<!-- ${name}:[^>]*-->\\n).*?(\\n<!-- /${name} -->)`, "s");
  if (!region.test(page)) throw new Error(`${file} has no ${name}`);
  return page.replace(region, (_, begin, end) => `${begin}\n${text()}\n${end}`);
}

for (const page of pages) {
  const path = resolve(import.meta.dirname, "..", page.file);
  const before = readFileSync(path, "utf8");
  const after = withFigures(before, page);
  if (!process.argv.includes("--check")) writeFileSync(path, after);
  else if (after !== before) {
    console.error(`${page.file} has other ${page.name} than bench/results; run: node scripts/figures.mjs`);
    process.exitCode = 1;
  }
}
