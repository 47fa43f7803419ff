import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const folder = join(root, ".github/workflows");
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), "utf8"),
}));

describe.each(workflows)("$name", ({ text }) => {
  test("pins every action by its commit, and says the version", () => {
    const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("says what it may do, and when it is given up", () => {
    expect(text).toMatch(/^permissions:/m);
    const jobs = [...text.matchAll(/^ {4}runs-on: /gm)].length;
    expect([...text.matchAll(/^ {4}timeout-minutes: \d+$/gm)]).toHaveLength(jobs);
  });

  test("runs scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const called = [...text.matchAll(/(?:pnpm(?:@12)?) ([\w:-]+)/g)].map(([, script = ""]) => script);
    for (const script of called) expect(["install", ...Object.keys(scripts)]).toContain(script);
  });
});

test("one action has one version in all workflows", () => {
  const pins = workflows.flatMap(({ text }) =>
    [...text.matchAll(/uses: ([^@]+)@(.*)$/gm)].map(([, action, pin]) => [action, pin] as const),
  );
  for (const [action, pin] of pins) expect(pin, action).toBe(new Map(pins).get(action));
});
