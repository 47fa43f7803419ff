import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/security.md"), "utf8");
const rows = Array.from(
  page.matchAll(/\[`([^`]+\.test\.ts)`\]\(\.\.\/([^)]+)\)(?:: “([^”]+)”)?/g),
  ([, file = "", link = "", name]) => ({ file, link, name }),
);

test("the table of threats names its tests", () => {
  const threats = page.split("\n").filter((line) => /^\| (?!threat |-)/.test(line));
  expect(rows.length).toBeGreaterThan(40);
  expect(rows).toHaveLength(threats.length);
});

test.each(rows)("$file has the test “$name”", ({ file, link, name }) => {
  expect(link).toBe(file);
  expect(existsSync(join(root, file))).toBe(true);
  if (name !== undefined) expect(readFileSync(join(root, file), "utf8")).toContain(name);
});
