// A user's folder: one package installed into it, and its smoke test in each form that an application can have.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import ts from "typescript";
import { companions } from "./packages.mjs";
import { run } from "./processes.mjs";

const smokes = join(import.meta.dirname, "smoke");
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
/** A smoke test that does not end hangs: it is a few milliseconds of work. */
const patienceMs = 120_000;

/** The forms of JavaScript, by the folder that each gets. */
const scripts = { import: ts.ModuleKind.ESNext, require: ts.ModuleKind.CommonJS };
/** The forms of TypeScript, by the folder that each gets. */
const programs = {
  nodenext: { type: "module", module: "nodenext" },
  "nodenext-require": { type: "commonjs", module: "nodenext" },
  bundler: { type: "module", module: "esnext", moduleResolution: "bundler" },
};

/**
 * Installs a package into a new folder, with nothing but what its README says.
 *
 * @param folder - Where to.
 * @param name - The package.
 * @param manager - `npm` or `pnpm`.
 * @param env - For it.
 */
export async function installConsumer(folder, name, manager, env) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "consumer", "version": "1.0.0", "private": true }');
  const beside = Object.entries({ ...companions[name], "@types/node": "^20.0.0" });
  const packages = [name, ...beside.map(([other, range]) => `${other}@${range}`)];
  await run(manager, [manager === "npm" ? "install" : "add", ...packages], { cwd: folder, env });
}

/** Writes the package's smoke test in all forms. */
export function writeSmoke(folder, name) {
  const files = [`${name.replace("@carillon/", "")}.ts`, "expect.ts", "talk.ts"];
  for (const [form, module] of Object.entries(scripts)) {
    const home = join(folder, form);
    writeManifest(home, form === "import" ? "module" : "commonjs");
    for (const file of files) {
      const compilerOptions = { target: ts.ScriptTarget.ES2022, module, esModuleInterop: true };
      const code = readFileSync(join(smokes, file), "utf8");
      const { outputText } = ts.transpileModule(code, { compilerOptions });
      writeFileSync(join(home, nameIn(file, ".js")), outputText);
    }
  }
  for (const [form, { type, ...options }] of Object.entries(programs)) {
    const home = join(folder, form);
    writeManifest(home, type);
    for (const file of files) cpSync(join(smokes, file), join(home, nameIn(file, ".ts")));
    const common = { target: "es2023", types: ["node"], strict: true, skipLibCheck: true, noEmit: true };
    const compilerOptions = { ...common, ...options };
    writeFileSync(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["smoke.ts"] }));
  }
}

function writeManifest(home, type) {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ type }));
}

function nameIn(file, extension) {
  return ["expect.ts", "talk.ts"].includes(file) ? file.replace(".ts", extension) : `smoke${extension}`;
}

/**
 * What can be tried in the folder, each with the name of its form.
 *
 * @param folder - With the package and its smoke test.
 * @param runtimes - Those that run the JavaScript.
 * @param isTyped - Whether the TypeScript is checked.
 * @param env - For all of them.
 */
export function trials(folder, { runtimes, isTyped, env }) {
  const started = runtimes.flatMap(({ name, command, args }) =>
    Object.keys(scripts).map((form) => ({
      form: `${form}, ${name}`,
      tries: async () => {
        const options = { cwd: join(folder, form), env, timeout: patienceMs };
        const { output } = await run(command, [...args, "smoke.js"], options);
        if (!/^passed$/m.test(output)) throw new Error(`${form}, ${name} ends early\n${output}`);
      },
    })),
  );
  const compiled = Object.keys(programs).map((form) => ({
    form: `types, ${form}`,
    tries: () => run(process.execPath, [compiler, "-p", "."], { cwd: join(folder, form), env }),
  }));
  return isTyped ? [...started, ...compiled] : started;
}
