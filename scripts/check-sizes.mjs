// Bundles what pages load as a page's build does (esbuild, minified, gzip -9), prints the sizes, and fails above the
// budgets, or where anything of a server has got into a bundle. Runs on the built packages.
import { basename, join, resolve } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const client = "packages/socket-client/dist/index.js";

/**
 * What is measured, in bytes, gzipped: `budget` holds for what a page loads at once, `later` for what it loads at the first use.
 * `external` is what the page has already. ARCHITECTURE.md says why the client's are larger than its design.
 */
const bundles = [
  {
    name: "@carillon/socket-client",
    code: [client],
    external: ["socket.io-client"],
    budget: 7_240,
    later: 900,
  },
  {
    name: "@carillon/socket-client and socket.io-client",
    code: [client, "socket.io-client"],
    budget: 20_400,
    later: 900,
  },
  {
    name: "carillon/client",
    code: ["packages/carillon/dist/client.js"],
    external: ["socket.io-client"],
    budget: 7_240,
    later: 900,
  },
  {
    name: "@carillon/socket-react",
    code: ["packages/socket-react/dist/index.js"],
    external: ["@carillon/socket-client", "react"],
    budget: 1_500,
  },
  { name: "@carillon/socket-contract", code: ["packages/socket-contract/dist/index.js"], budget: 2_000 },
];
/** What no page may load. */
const ofServers =
  /socket-contract\/dist\/server\/|socket-(router|auth|rooms|notifications|engine|facade|testing|scrub)\/|node_modules\/socket\.io\//;

const problems = [];
for (const bundle of bundles) await measure(bundle);
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length > 0) process.exit(1);

async function measure({ name, code, external = [], budget, later = 0 }) {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: code.map((from) => `export * from ${JSON.stringify(pathOf(from))};`).join("\n"),
      resolveDir: join(root, "packages/socket-client"),
      sourcefile: "page.js",
    },
    bundle: true,
    splitting: true,
    outdir: join(root, "not-written"),
    minify: true,
    format: "esm",
    // Fails for every module of Node's own.
    platform: "browser",
    target: "es2022",
    external,
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const atOnce = new Set(chunksOf(metafile.outputs));
  const sum = (isCounted) =>
    outputFiles
      .filter(({ path }) => isCounted(atOnce.has(basename(path))))
      .reduce((bytes, { contents }) => bytes + gzipSync(contents, { level: 9 }).length, 0);
  check(
    name,
    sum((isAtOnce) => isAtOnce),
    budget,
  );
  if (later > 0)
    check(
      `${name}, at the first use of notifications`,
      sum((isAtOnce) => !isAtOnce),
      later,
    );
  for (const input of Object.keys(metafile.inputs)) {
    if (ofServers.test(input)) problems.push(`${name} takes ${input} into the page`);
  }
}

/** The files that a page loads before anything runs. */
function chunksOf(outputs) {
  const names = Object.keys(outputs);
  const found = names.filter(
    (path) => outputs[path].entryPoint === "page.js" || basename(path) === "stdin.js",
  );
  for (const path of found) {
    for (const { path: imported, kind } of outputs[path].imports) {
      if (kind === "import-statement" && names.includes(imported) && !found.includes(imported))
        found.push(imported);
    }
  }
  return found.map((path) => basename(path));
}

function check(name, bytes, budget) {
  console.log(`${name}: ${bytes} of ${budget} bytes, minified and gzipped`);
  if (bytes > budget) problems.push(`${name} has ${bytes} bytes, ${bytes - budget} more than its budget`);
}

function pathOf(from) {
  return from.startsWith("packages/") ? join(root, from) : from;
}
