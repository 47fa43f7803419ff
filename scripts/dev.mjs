// Watches the packages and runs, at each save, the tests that are nearest: `pnpm dev`. A test file runs by itself; a source runs the pure
// tests of its package and the integration tests that begin with its name. `pnpm test` runs what else depends on it.
import { spawn } from "node:child_process";
import { readdirSync, watch } from "node:fs";
import { basename, join, resolve } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";

const root = resolve(import.meta.dirname, "..");
const isTest = /\.(test|test-d)\.tsx?$/;
const changed = new Set();
let isRunning = false;

for (const name of readdirSync(join(root, "packages"))) {
  for (const part of ["src", "test"]) {
    const folder = join("packages", name, part);
    try {
      watch(join(root, folder), { recursive: true }, (_event, file) => {
        if (file !== null && /\.tsx?$/.test(file)) saved(join(folder, file));
      });
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
}
console.log("Waiting for a save below packages/*/src or packages/*/test. Ctrl+C ends it.");

async function saved(file) {
  changed.add(file);
  if (isRunning) return;
  isRunning = true;
  await pause(50); // editors write a file in several steps
  while (changed.size > 0) {
    const files = [...changed];
    changed.clear();
    const filters = new Set(files.flatMap(testsOf));
    await run("unit", filters);
    // The compiler takes longer than the tests: theirs is the result to see first.
    if (changed.size === 0) await run("types", filters);
  }
  isRunning = false;
}

function testsOf(file) {
  if (isTest.test(file)) return [file];
  const [, name] = file.split("/");
  return [`packages/${name}/src/`, `packages/${name}/test/${basename(file).replace(/\.tsx?$/, "")}.`];
}

function run(project, filters) {
  const startedAt = Date.now();
  const args = ["run", "--project", project, "--reporter=dot", "--passWithNoTests", ...filters];
  const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((done) => {
    child.once("exit", () => {
      console.log(`${project}, ${[...filters].join(" ")}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
      done();
    });
  });
}
