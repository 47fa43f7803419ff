// How much CPU time TypeScript takes to check an application whose contract has 500 events, against the declarations that npm ships.
// node bench/contract-types/run.mjs [events]
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const limitMs = 2_000;
const events = Number(process.argv[2] ?? 500);
const folder = fileURLToPath(new URL("../../packages/socket-router/fixtures/registered/", import.meta.url));
const { config } = ts.readConfigFile(`${folder}tsconfig.json`, ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
// What an application checks are the declarations, and not the sources behind them.
options.customConditions = [];
buildDeclarations();

function buildDeclarations() {
  const compiler = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
  const router = fileURLToPath(new URL("../../packages/socket-router", import.meta.url));
  const { status } = spawnSync(process.execPath, [compiler, "-b", router], { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

/** The schemas of an application, either alone or as its contract with a route for each event. */
function source(count, withContract) {
  const range = Array.from({ length: count / 2 }, (_, n) => n);
  const event = (n) => `group${n % 20}:event:${n}`;
  const object = (n) => `z.object({ id: z.number(), text${n}: z.string().min(1) })`;
  const schemas = `{
  client: {
${range.map((n) => `    "${event(n)}": { payload: ${object(n)}, reply: z.object({ n: z.number() }) },`).join("\n")}
  },
  server: {
${range.map((n) => `    "news:${n}": { payload: ${object(n)} },`).join("\n")}
  },
}`;
  if (!withContract) return `import { z } from "zod";\nexport const schemas = ${schemas};`;
  return `
import { defineContract } from "@carillon/socket-contract";
import { createRouter } from "@carillon/socket-router";
import { z } from "zod";
export const contract = defineContract(${schemas});
declare module "@carillon/socket-contract" {
  interface Register { contract: typeof contract }
}
export const router = createRouter();
${range.map((n) => `router.socket("${event(n)}", (_socket, payload) => ({ n: payload.text${n}.length }));`).join("\n")}
`;
}

/** Parses and checks the application; sources that both runs share are parsed once, beforehand. */
function check(text, parsed) {
  const path = `${folder}generated.ts`;
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === path || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) => {
    if (name === path) return ts.createSourceFile(name, text, options.target ?? ts.ScriptTarget.Latest);
    if (!parsed.has(name)) parsed.set(name, getSourceFile.call(host, name, ...rest));
    return parsed.get(name);
  };
  const begun = process.cpuUsage();
  const program = ts.createProgram([path], options, host);
  const problems = ts.getPreEmitDiagnostics(program);
  const { user, system } = process.cpuUsage(begun);
  const ms = Math.round((user + system) / 1_000);
  const instantiations = program.getInstantiationCount();
  for (const { messageText } of problems.slice(0, 3)) {
    console.error(ts.flattenDiagnosticMessageText(messageText, "\n"));
  }
  if (problems.length > 0) process.exit(1);
  return { ms, instantiations };
}

const parsed = new Map();
check(source(2, true), parsed);
const empty = check(source(2, true), parsed);
const alone = check(source(events, false), parsed);
const typed = check(source(events, true), parsed);
const added = typed.ms - Math.max(empty.ms, alone.ms);
console.log(`an application with 2 events: ${told(empty)}`);
console.log(`the schemas of ${events} events, with no contract: ${told(alone)}`);
console.log(`the same as a contract, with ${events / 2} routes: ${told(typed)}, ${added} ms more`);
console.log(`limit: ${limitMs} ms more: ${added < limitMs ? "kept" : "EXCEEDED"}`);
process.exitCode = added < limitMs ? 0 : 1;

function told({ ms, instantiations }) {
  return `${ms} ms, ${instantiations} instantiations`;
}
