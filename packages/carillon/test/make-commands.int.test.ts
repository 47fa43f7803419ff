import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCli } from "@carillon/socket-cli";
import js from "@eslint/js";
import { ESLint } from "eslint";
import { defineConfig } from "eslint/config";
import ts from "typescript";
import tseslint from "typescript-eslint";
import { expect, test } from "vitest";
import { linkedProject } from "./linked-project.js";
import type { LinkedProject } from "./linked-project.js";

// Each of them compiles, lints and starts a process.

const commands = [
  ["make:contract"],
  [
    "make:socket-controller",
    "ChatSocketController",
    "--method",
    "send",
    "--event",
    "chat:send",
    "--register",
  ],
  ["make:socket-controller", "Admin/UserSocketController", "--event", "chat:message"],
  ["make:channel", "OrderChannel", "--presence", "--history", "--register"],
  ["make:channel", "LobbyChannel", "--pattern", "lobby"],
  ["make:notification", "OrderShipped"],
  ["make:middleware", "EnsureObject", "--register"],
  ["make:guard", "ApiGuard", "--register"],
];

const typeScript = { zod: "*", carillon: "*", typescript: "*" };

test("what init writes compiles, and passes", async () => {
  using project = linkedProject({
    "package.json": JSON.stringify({ type: "module", dependencies: typeScript }),
    "tsconfig.json": tsconfig({ module: "nodenext" }),
  });
  expect(await inProject(project, ["init"])).toMatchObject({ code: 0, err: "" });
  expect(typeErrors(project.path)).toEqual([]);
  expect(await runTests(project)).toMatchObject({ code: 0, passed: 4, failed: 0 });
});

test.each([
  ["JavaScript", { type: "module", dependencies: { carillon: "*", zod: "*" } }, undefined],
  ["CommonJS", { dependencies: { carillon: "*", zod: "*" } }, undefined],
  [
    "TypeScript with strict lint",
    { type: "module", dependencies: { ...typeScript, "typescript-eslint": "*" } },
    { module: "nodenext" },
  ],
  ["TypeScript without a type", { dependencies: typeScript }, { module: "nodenext" }],
  [
    "TypeScript for a bundler",
    { dependencies: typeScript },
    { module: "esnext", moduleResolution: "bundler" },
  ],
  [
    "TypeScript with Vitest",
    { type: "module", dependencies: { ...typeScript, vitest: "*" } },
    { module: "nodenext" },
  ],
])("what the make commands write compiles, lints and passes: %s", async (kind, manifest, compilerOptions) => {
  const isStrict = kind === "TypeScript with strict lint";
  using project = linkedProject({
    "package.json": JSON.stringify(manifest),
    ...(compilerOptions && { "tsconfig.json": tsconfig(compilerOptions) }),
    // Its text is read for how strict it is; what is checked with stands below.
    ...(isStrict && { "eslint.config.cjs": "module.exports = tseslint.configs.strictTypeChecked;" }),
  });
  for (const args of commands) expect(await inProject(project, args)).toMatchObject({ code: 0, err: "" });

  const files = sources(project);
  expect(files).toHaveLength(commands.length * 2 + 1);
  if (compilerOptions) expect(typeErrors(project.path)).toEqual([]);
  if (kind === "TypeScript for a bundler" || kind === "TypeScript with Vitest") return;
  if (kind !== "TypeScript without a type") {
    expect(await lintErrors(project.path, isStrict ? "strictTypeChecked" : undefined)).toEqual([]);
  }
  // What tsx makes of require() is not what Node does; scripts/check-packages.mjs runs these with the packages as they ship.
  if (kind === "CommonJS") return;
  expect(await runTests(project)).toMatchObject({ code: 0, passed: 11, failed: 0 });
});

async function inProject(
  { path }: LinkedProject,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await runCli(args, {
    cwd: path,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}

function sources({ path }: LinkedProject): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.m?[jt]s$/.test(entry.name) && !entry.parentPath.includes("node_modules"),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Runs every test of a project, in one process: each would load the sources of all packages. */
async function runTests(
  project: LinkedProject,
): Promise<{ code: number | null; passed: number; failed: number; out: string }> {
  const tests = sources(project).filter((file) => file.includes(".test."));
  const entry = join(project.path, "all-tests.mjs");
  writeFileSync(entry, tests.map((file) => `await import(${JSON.stringify(file)});\n`).join(""));
  const { code, out } = await project.node("--test-reporter=tap", entry);
  const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(out)?.[1]);
  return { code, passed: count("pass"), failed: count("fail"), out };
}

/** As strict as TypeScript goes with a new project, unused names included. */
function tsconfig(options: object): string {
  return JSON.stringify({
    compilerOptions: {
      target: "ES2023",
      types: ["node"],
      customConditions: ["@carillon/source"],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      skipLibCheck: true,
      noEmit: true,
      ...options,
    },
    exclude: ["node_modules"],
  });
}

function typeErrors(root: string): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.json"), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  });
  const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
  return program
    .getSourceFiles()
    .filter(({ fileName }) => config?.fileNames.includes(fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(
      ({ file, messageText }) =>
        `${file?.fileName.slice(root.length) ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
}

async function lintErrors(root: string, rules: "strictTypeChecked" | undefined): Promise<string[]> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: rules
      ? defineConfig(js.configs.recommended, tseslint.configs[rules], {
          languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
        })
      : defineConfig(js.configs.recommended, {
          languageOptions: { globals: { require: "readonly", module: "writable" } },
        }),
  });
  const results = await eslint.lintFiles(["**/*.{js,ts,mts}"]);
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, message }) => `${filePath.slice(root.length)}:${line} ${message}`),
  );
}
