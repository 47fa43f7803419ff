import { existsSync, readdirSync, readFileSync } from "node:fs";
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

/** The committed results as a page: tables with bars, curves of growth, outages. */
export function benchmarks(): string {
  const tables = Object.entries(shown).map(([name, title]) => {
    const text = readFileSync(join(results, `${name}.md`), "utf8");
    const section = sectionsOf(text).find((one) => title.test(one.title));
    if (!section) throw new Error(`bench/results/${name}.md has no table of ${String(title)}`);
    return [`## ${section.title}`, origin(text), ratioBars(section.body), section.body].join("\n\n");
  });
  return [...tables, ...growth(), ...outages()].join("\n\n");
}

/** Curves of what grows, each a picture that the bench has drawn, in the colours of the page. */
function growth(): string[] {
  const pictures = readdirSync(results).filter((file) => /^growth-.*\.svg$/.test(file));
  if (pictures.length === 0 || !existsSync(join(results, "growth.md"))) return [];
  const drawn = pictures.map((file) =>
    readFileSync(join(results, file), "utf8")
      .replace(/<style>.*?<\/style>/s, "")
      .trim(),
  );
  return [
    ["## What grows, and how fast", origin(readFileSync(join(results, "growth.md"), "utf8")), ...drawn].join(
      "\n\n",
    ),
  ];
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
