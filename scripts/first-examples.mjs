// The first examples of the READMEs, run as they stand: each in a folder of its own below a fresh install of the packed packages.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { clearTimeout, setTimeout } from "node:timers";
import ts from "typescript";

const root = resolve(import.meta.dirname, "..");
const ports = join(import.meta.dirname, "first-examples-ports.mjs");
/** An example that neither ends, listens nor hears from its server hangs. */
const patienceMs = 30_000;

/**
 * One example: the blocks of the first section with code, and of each section whose blocks name their files in the first line.
 * `server`, `client` and blocks without a name are run in order; the others are imported.
 */
export function firstExamples() {
  const pages = [
    "README.md",
    ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`),
  ];
  return pages.filter((page) => existsSync(join(root, page))).flatMap(examplesOf);
}

function examplesOf(page) {
  const text = readFileSync(join(root, page), "utf8");
  const installed = new Set([
    ...[...text.matchAll(/npm install (.*?)[`\n]/g)].flatMap(([, names]) => names.split(" ")),
    ...[...text.matchAll(/npm create ([\w-]+)/g)].map(([, name]) => `create-${name}`),
  ]);
  const sections = text
    .split(/^## /m)
    .map((section) => ({ title: section.split("\n", 1)[0], files: filesOf(section) }));
  const first = sections.find(({ files }) => files.length > 0);
  return sections
    .filter((section) => section === first || section.files.some(({ isNamed }) => isNamed))
    .map(({ title, files }) => ({ page, title: `${page}, "${title.replace("# ", "")}"`, files, installed }));
}

function filesOf(section) {
  const blocks = [...section.matchAll(/^```(ts|js)(?: run)?\n(.*?)^```$/gms)];
  return blocks.map(([, language, code], index) => {
    const [, name] = /^\/\/ ([\w./-]+\.[jt]s)\n/.exec(code) ?? [];
    return { path: name ?? `example-${index + 1}.${language}`, code, isNamed: name !== undefined };
  });
}

/** Runs every example below `home`, where everything is installed. Returns what went wrong. */
export async function checkFirstExamples(home) {
  const problems = [];
  const examples = firstExamples().map((example, index) => ({
    ...example,
    folder: join(home, `example-${index}`),
  }));
  for (const example of examples) {
    write(example);
    problems.push(...missingFromInstall(example));
  }
  problems.push(...typeErrors(home, examples));
  const redis = await startRedis();
  try {
    for (const example of examples) problems.push(...(await run(example, redis.port)));
  } finally {
    await redis.stop();
  }
  return { problems, count: examples.length };
}

/** A Redis on a free port, for the examples that have one on port 6379. */
async function startRedis() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  const child = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", tmpdir()],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  for await (const text of child.stdout) if (String(text).includes("Ready to accept connections")) break;
  const stop = async () => {
    child.kill("SIGKILL");
    await once(child, "close");
  };
  return { port, stop };
}

/** In the folder of a TypeScript example `package.json` says that it holds modules, as the compiler demands. */
function write({ folder, files }) {
  if (files.some(({ path }) => path.endsWith(".ts"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  }
  for (const { path, code } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
    if (!path.endsWith(".ts")) continue;
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    writeFileSync(file.replace(/\.ts$/, ".js"), ts.transpileModule(code, { compilerOptions }).outputText);
  }
}

/** Packages that an example imports and its page does not tell to install. */
function missingFromInstall({ title, files, installed }) {
  const names = files.flatMap(({ code }) =>
    [...code.matchAll(/(?:from|import) "([^."][^"]*)"/g)].map(([, name]) => name),
  );
  const packages = names
    .filter((name) => !name.startsWith("node:") && !builtinModules.includes(name))
    .map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"));
  return [...new Set(packages)]
    .filter((name) => !installed.has(name))
    .map((name) => `${title}: no "npm install" on this page brings ${name}`);
}

/** What a strict compiler says of the TypeScript examples. Those that register a contract have a program of their own. */
function typeErrors(home, examples) {
  const typed = examples.map(({ folder, title, files }) => ({
    title,
    paths: files.filter(({ path }) => path.endsWith(".ts")).map(({ path }) => join(folder, path)),
    registers: files.some(({ code }) => code.includes("interface Register")),
  }));
  const shared = typed.filter(({ registers }) => !registers).flatMap(({ paths }) => paths);
  const programs = [shared, ...typed.filter(({ registers }) => registers).map(({ paths }) => paths)];
  const options = {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
    typeRoots: [join(home, "node_modules/@types")],
    strict: true,
    noEmit: true,
  };
  return programs
    .filter((paths) => paths.length > 0)
    .flatMap((paths) => ts.getPreEmitDiagnostics(ts.createProgram(paths, options)))
    .map(({ file, start, messageText }) => {
      const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
      const where = file ? relative(home, file.fileName) : "";
      const title = typed.find(({ paths }) => paths.includes(file?.fileName ?? ""))?.title ?? "";
      return `${title} (${where}:${line}): ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

async function run({ title, folder, files }, redisPort) {
  const entries = files.filter(({ path, isNamed }) => !isNamed || /(^|\/)(server|client)\.[jt]s$/.test(path));
  const started = [];
  const problems = [];
  try {
    for (const { path, code } of entries) {
      const child = start(folder, path.replace(/\.ts$/, ".js"), redisPort);
      started.push(child);
      const state = await child.settled;
      const { stdout, stderr } = child.output;
      if (!["ended", "listening", "answered"].includes(state) || stderr !== "") {
        problems.push(`${title}, ${path} (${state}):\n${stdout}${stderr}`);
        break;
      }
      if (state !== "ended") continue;
      for (const [, expected] of code.matchAll(/^\s*console\.log\(.*\); \/\/ (.+)$/gm)) {
        if (!stdout.includes(expected))
          problems.push(`${title}, ${path} should print ${expected}, and prints\n${stdout}`);
      }
    }
    for (const { output, path } of started) {
      if (problems.length === 0 && output.stderr !== "")
        problems.push(`${title}, ${path}:\n${output.stderr}`);
    }
  } finally {
    for (const child of started) await child.stop();
  }
  return problems;
}

/** Starts one file. Ports 3000 and 6379 of the example are others; see `first-examples-ports.mjs`. */
function start(folder, path, redisPort) {
  const child = spawn(process.execPath, ["--import", ports, path], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      EXAMPLE_PORT_FILE: join(folder, "port"),
      EXAMPLE_REDIS: String(redisPort),
      NO_COLOR: "1",
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => (output.stdout += data));
  child.stderr.on("data", (data) => {
    // In a folder without "type": "module" Node looks at the file, and says so.
    output.stderr += String(data).replaceAll(
      /^.*(MODULE_TYPELESS_PACKAGE_JSON|Reparsing as|To eliminate this|--trace-warnings).*\n/gm,
      "",
    );
  });
  const closed = once(child, "close");
  const settled = new Promise((done) => {
    const timer = setTimeout(() => done("hangs"), patienceMs);
    child.on("message", (state) => done(state));
    child.on("close", (code) => done(code === 0 ? "ended" : "failed"));
    closed.finally(() => clearTimeout(timer));
  });
  const stop = async () => {
    child.kill("SIGKILL");
    await closed;
  };
  return { path, output, settled, stop };
}
