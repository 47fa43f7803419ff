import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ratioBars } from "./ratio-bars.js";

const results = resolve(import.meta.dirname, "../../bench/results");

/** Of each workload with contenders the table that says most. */
const shown: Readonly<Record<string, RegExp>> = {
  W1: /, 50 connections, pipelined/,
  W2: /, 50 connections, pipelined/,
  W3: /1000 members/,
  W4: /connecting/,
  W5: /, 100 routes/,
};

const howToReadGrowth =
  'Both scales of the plots are logarithmic; "steepest" is how the cost grows between the two sizes where it grows most. ' +
  "`pnpm bench growth W8` fails where a line grows worse than linearly and worse than Socket.IO by hand.";

/** The committed results as a page: tables with bars, curves of growth, outages. */
export function benchmarks(): string {
  const tables = Object.entries(shown).map(([name, title]) => {
    const text = readFileSync(join(results, `${name}.md`), "utf8");
    const section = sectionsOf(text).find((one) => title.test(one.title));
    if (!section) throw new Error(`bench/results/${name}.md has no table of ${String(title)}`);
    return [`## ${section.title}`, origin(text), ratioBars(section.body), section.body].join("\n\n");
  });
  return [...tables, ...latency(), ...growth(), ...outages()].join("\n\n");
}

/** Curves of what grows: the picture that the bench has drawn, in the colours of the page, and its table. */
function growth(): string[] {
  const text = recorded("growth");
  if (text === undefined) return [];
  const curves = [
    ...sectionsOf(text).filter(({ title }) => /^Growth: [A-Z]/.test(title)),
    ...sectionsOf(recorded("W8") ?? "").filter(({ title }) => /^Growth: A (join|leave)/.test(title)),
  ];
  return [
    `## What grows, and how fast\n\n${origin(text)}\n\n${howToReadGrowth}`,
    ...curves.map(({ title, body }) => `### ${title.replace(/^Growth: /, "")}\n\n${withPlot(body)}`),
  ];
}

/** How long answers take at half of what raw Socket.IO can do, and behind a broadcast to a large room. */
function latency(): string[] {
  const text = recorded("latency");
  if (text === undefined) return [];
  const tables = [
    ...sectionsOf(text).filter(({ title }) => title.startsWith("Latency at half of raw's capacity")),
    ...sectionsOf(recorded("growth") ?? "").filter(({ title }) =>
      /^(Event loop delay|Wait of a client)/.test(title),
    ),
  ];
  return [`## Latency\n\n${origin(text)}`, ...tables.map(({ title, body }) => `### ${title}\n\n${body}`)];
}

/** A committed result; `undefined` for a workload that has not been recorded yet. */
function recorded(name: string): string | undefined {
  const file = join(results, `${name}.md`);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Puts a plot in the place of its picture. */
function withPlot(body: string): string {
  return body.replace(/^!\[[^\]]*\]\((growth-[\w-]+\.svg)\)$/m, (_picture, file: string) =>
    readFileSync(join(results, file), "utf8")
      .replace(/<style>.*?<\/style>/s, "")
      .trim(),
  );
}

function outages(): string[] {
  const text = readFileSync(join(results, "outages.md"), "utf8");
  return [
    `## Outages\n\n${origin(text)}`,
    ...sectionsOf(text).map(({ title, body }) => `### ${title}\n\n${body}`),
  ];
}

/** The command that made a result, and when, at which commit and on what. */
function origin(text: string): string {
  const [, command = ""] = /^# (.*)$/m.exec(text) ?? [];
  const [, recorded = ""] = /^(\d{4}-.*?)\n\n/ms.exec(text) ?? [];
  return `\`${command}\`, ${recorded}`;
}

function sectionsOf(text: string): { readonly title: string; readonly body: string }[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return { title, body: lines.join("\n").trim() };
    });
}
