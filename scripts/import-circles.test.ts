import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** Packages whose circles are still open; the list only gets shorter. */
const notYet: readonly string[] = [];

const packages = readdirSync(join(root, "packages")).filter(
  (name) => ts.sys.directoryExists(join(root, "packages", name, "src")) && !notYet.includes(name),
);

/** The source files of a folder, tests left out, and what each imports from beside it: values and types. */
function importsOf(folder: string): Map<string, string[]> {
  const files = ts.sys
    .readDirectory(folder, [".ts", ".tsx"])
    .filter((file) => !/\.test(-d)?\.tsx?$/.test(file));
  return new Map(
    files.map((file) => {
      const imports = ts
        .preProcessFile(ts.sys.readFile(file) ?? "", true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => name.startsWith("."))
        .map((name) => join(dirname(file), name.replace(/\.js$/, "")))
        .flatMap((path) => [`${path}.ts`, `${path}.tsx`].filter((name) => files.includes(name)));
      return [file, imports];
    }),
  );
}

/** Groups of files that reach each other (Tarjan's strongly connected components). */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];

  function visit(file: string): void {
    index.set(file, index.size);
    low.set(file, index.get(file) ?? 0);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      else if (!stack.includes(next)) continue;
      low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1 || graph.get(file)?.includes(file)) circles.push(circle);
  }

  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return circles;
}

test.each(packages)("no file of %s imports itself by way of others, its types included", (name) => {
  const folder = join(root, "packages", name, "src");
  const graph = importsOf(folder);
  expect(circlesIn(graph).map((circle) => circle.map((file) => relative(folder, file)).sort())).toEqual([]);
});

test("imports are found, those of types included", () => {
  const graph = importsOf(join(root, "packages/socket-router/src"));
  const call = graph.get(join(root, "packages/socket-router/src/dispatch/call.ts"));
  expect(call?.map((file) => relative(root, file))).toContain(
    "packages/socket-router/src/dispatch/event-context.ts",
  );
});

test("a circle is found", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c", "d"]],
    ["c", ["a"]],
    ["d", []],
    ["e", ["e"]],
  ]);
  expect(circlesIn(graph).map((circle) => circle.sort())).toEqual([["a", "b", "c"], ["e"]]);
});
