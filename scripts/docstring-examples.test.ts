import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { programsOf, typeErrors } from "./example-types.js";
import type { ExampleFile } from "./example-types.js";

const root = resolve(import.meta.dirname, "..");

/** What stands behind `@example` in the docstrings, which the API pages show. */
const examples = readdirSync(join(root, "packages")).flatMap((name) =>
  readdirSync(join(root, "packages", name, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.test|\.test-d)\.tsx?$/.test(file))
    .flatMap((file) => examplesIn(join(root, "packages", name, "src", file))),
);

function examplesIn(source: string): ExampleFile[] {
  const text = readFileSync(source, "utf8");
  return Array.from(
    text.matchAll(/^[ \t]*\* ```(tsx?)\n(.*?)^[ \t]*\* ```$/gms),
    ({ 1: kind = "", 2: body = "", index }) => {
      const line = text.slice(0, index).split("\n").length;
      return {
        title: `${relative(root, source)}:${String(line)}`,
        file: source.replace(/\.tsx?$/, `.line-${String(line)}.${kind}`),
        code: `${body.replaceAll(/^[ \t]*\* ?/gm, "")}\nexport {};\n`,
      };
    },
  );
}

test("examples in docstrings type-check", () => {
  expect(examples.length).toBeGreaterThan(50);
  expect(programsOf(examples).flatMap((files) => typeErrors(files))).toEqual([]);
});
