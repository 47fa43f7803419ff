import type { Project } from "../project/project.js";
import { importLines, source } from "./syntax.js";
import type { Import } from "./syntax.js";

/** One test of a generated file. */
export interface TestCase {
  readonly title: string;
  /** Statements, without indentation. */
  readonly body: readonly string[];
}

/** How the project's test runner states that two values are equal. */
export type Equal = (actual: string, expected: string) => string;

/**
 * The source of a test file, for the project's test runner.
 *
 * @param cases - Writes the tests with the runner's own way to compare.
 * @param before - Statements between the imports and the tests.
 */
export function testSource(
  project: Project,
  imports: readonly Import[],
  cases: (equal: Equal) => readonly TestCase[],
  before: readonly string[] = [],
): string {
  const { testRunner, language } = project;
  const isNode = testRunner === "node";
  const equal: Equal = isNode
    ? (actual, expected) => `assert.deepEqual(${actual}, ${expected});`
    : (actual, expected) => `expect(${actual}).toEqual(${expected});`;
  // What node:test returns is a promise, which type-aware linters want to see handled.
  const test = isNode && language === "ts" ? "void test" : "test";
  const written = cases(equal).map(
    ({ title, body }) =>
      `${test}(${JSON.stringify(title)}, async () => {\n${body.map(indented).join("\n")}\n});`,
  );
  // What a test does not compare with is not imported.
  const runner = runnerImports(project, written.join("\n"));
  return source(importLines([...runner, ...imports], writer(project)), before.join("\n"), ...written);
}

/** The name of the test beside a file: `X.test.ts`; a runner of ES modules gets one where the project has none. */
export function testPath(path: string, project: Project): string {
  return writer(project).isModule && !project.isModule
    ? path.replace(/\.js$/, ".test.mjs")
    : path.replace(/(\.m?[jt]s)$/, ".test$1");
}

/** Vitest cannot be loaded by `require`. */
function writer(project: Project): Pick<Project, "isModule" | "language"> {
  return project.testRunner === "vitest" ? { language: project.language, isModule: true } : project;
}

function runnerImports({ testRunner, isModule }: Project, tests: string): readonly Import[] {
  // A client of the kit has an expect of its own.
  const names = /(?<![.\w])expect\(/.test(tests) ? ["expect", "test"] : ["test"];
  if (testRunner === "vitest") return [{ from: "vitest", names }];
  // In CommonJS, Jest's functions are there without an import.
  if (testRunner === "jest") return isModule ? [{ from: "@jest/globals", names }] : [];
  const assert: Import = { from: "node:assert/strict", default: "assert" };
  return [...(tests.includes("assert.") ? [assert] : []), { from: "node:test", names: ["test"] }];
}

function indented(line: string): string {
  return line === "" ? "" : `  ${line.split("\n").join("\n  ")}`;
}
