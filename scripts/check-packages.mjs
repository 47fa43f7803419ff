// Packs every public package and looks at the tarballs as npm and TypeScript will: manifests (publint), types
// (attw), contents, sizes, and, in an empty folder, the first examples of the READMEs, the samples of the test runners and the
// command line. What an install from a registry brings and loads is seen by `release-rehearsal.mjs --quick`.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { checkFirstExamples } from "./first-examples.mjs";
import { checkFirstPages } from "./first-pages.mjs";
import { checkRunnerSamples } from "./runner-samples.mjs";

/** Most bytes of JavaScript that one package may ship. */
const maxBytes = 160_000;
/** What examples in READMEs install beside our packages. */
const forExamples = {
  react: "^19.0.0",
  "react-dom": "^19.0.0",
  jiti: "^2.0.0",
  "socket.io-client": "^4.8.0",
  zod: "^4.0.0",
  "@opentelemetry/api": "^1.9.0",
  "@socket.io/redis-streams-adapter": "^0.3.1",
  redis: "^6.0.0",
  // Runs the TypeScript of an application where Node itself does not.
  tsx: "^4.0.0",
};

const strictTypeScript = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    types: [],
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
  },
};

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "carillon-packages-"));
const problems = [];
try {
  const packages = readdirSync(join(root, "packages")).map((name) => packageAt(join(root, "packages", name)));
  for (const one of packages) await check(one);
  const home = install(packages);
  const { problems: broken, count } = await checkFirstExamples(home);
  problems.push(...broken);
  console.log(`${count} first examples of READMEs ran.`);
  problems.push(...(await checkFirstPages(home)));
  console.log("The first pages of READMEs were opened in Chromium.");
  problems.push(...checkRunnerSamples(folder, tarballsOf(packages), npmInstall));
  for (const kind of ["module", "commonjs", "typescript", "typescript-commonjs"]) commandLine(kind);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length > 0) process.exit(1);
console.log("All packages are fit to publish.");

function packageAt(path) {
  const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  execFileSync("pnpm", ["pack", "--pack-destination", folder], {
    cwd: path,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const tarball = join(folder, `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`);
  return { name: manifest.name, path, manifest, tarball };
}

async function check({ name, path, manifest, tarball }) {
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  for (const file of [
    "package/package.json",
    "package/dist/index.js",
    "package/dist/index.d.ts",
    "package/README.md",
  ]) {
    if (!files.includes(file)) problems.push(`${name}: the tarball has no ${file}`);
  }
  for (const file of files) {
    if (!file.startsWith("package/templates/") && /\.test|test-d|tsbuildinfo|\.map$|package\/src/.test(file))
      problems.push(`${name}: the tarball holds ${file}`);
  }
  const bytes = readdirSync(join(path, "dist"))
    .filter((file) => file.endsWith(".js"))
    .reduce((sum, file) => sum + statSync(join(path, "dist", file)).size, 0);
  if (bytes > maxBytes) problems.push(`${name}: ${bytes} bytes of JavaScript, more than ${maxBytes}`);

  const { messages } = await publint({
    strict: true,
    pack: { tarball: Uint8Array.from(readFileSync(tarball)).buffer },
  });
  for (const message of messages) problems.push(`${name}: ${formatMessage(message, manifest)}`);

  const attw = spawnSync("pnpm", ["exec", "attw", tarball, "--profile", "esm-only", "--format", "ascii"], {
    cwd: root,
    encoding: "utf8",
  });
  if (attw.status !== 0) problems.push(`${name}: attw says\n${attw.stdout}${attw.stderr}`);
  console.log(`${name}: ${files.length} files, ${bytes} bytes of JavaScript`);
}

/** Where each package is, for npm. */
function tarballsOf(packages) {
  return Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
}

/** As a new user: npm, an empty folder, every package. */
function install(packages) {
  const home = join(folder, "user");
  const tarballs = tarballsOf(packages);
  mkdirSync(home);
  npmInstall(home, { ...tarballs, "socket.io": "^4.8.0", ...forExamples }, tarballs);
  return home;
}

function npmInstall(home, dependencies, tarballs) {
  const overrides = Object.fromEntries(Object.entries(tarballs).filter(([name]) => name !== "carillon"));
  writeFileSync(
    join(home, "package.json"),
    JSON.stringify({ name: "user", private: true, dependencies, overrides }),
  );
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: home,
    stdio: "inherit",
  });
}

/** The bin of the umbrella in a project below the fresh install: makes a controller, compiles it and lists its route. */
function commandLine(kind) {
  const project = join(folder, "user", kind);
  const isTs = kind.startsWith("typescript");
  const isCommonTs = kind === "typescript-commonjs";
  mkdirSync(project);
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({
      type: kind === "commonjs" || isCommonTs ? "commonjs" : "module",
      dependencies: { carillon: "*" },
    }),
  );
  // With verbatimModuleSyntax, CommonJS would have .mts files.
  const compiler = isCommonTs
    ? { ...strictTypeScript.compilerOptions, verbatimModuleSyntax: false }
    : strictTypeScript.compilerOptions;
  if (isTs) writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: compiler }));
  const bin = join(folder, "user/node_modules/.bin/carillon");
  const made = "make:socket-controller ChatSocketController --method send --event chat:message --register";
  const makes = [
    made,
    "make:channel OrderChannel --presence --register",
    "make:notification OrderShipped",
    "make:middleware EnsureObject --register",
    "make:guard ApiGuard --register",
  ];
  // Tests in TypeScript need a loader and @types/node; the suite runs those.
  for (const line of makes) {
    const args = [...line.split(" "), ...(isTs ? ["--no-test"] : [])];
    run(project, `${args[0]} (${kind})`, [bin, ...args]);
  }
  if (isTs) run(project, "compile a controller", [join(root, "node_modules/typescript/bin/tsc"), "-p", "."]);
  else run(project, `pass the tests that were made (${kind})`, ["--test"]);
  const listed = run(project, `list its routes (${kind})`, [bin, "route:list", "--json"]);
  if (!listed.includes('"event": "chat:message"')) problems.push(`route:list (${kind}) prints ${listed}`);
}

function run(cwd, what, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  if (status !== 0 || stderr !== "") problems.push(`a fresh install cannot ${what}:\n${stdout}${stderr}`);
  return stdout;
}
