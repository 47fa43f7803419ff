// Bundles what pages load as a page's build does (esbuild, minified, gzip -9), prints the sizes, and fails above the
// budgets, or where anything of a server has got into a bundle. Runs on the built packages.
import { join, resolve } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const client = "packages/socket-client/dist/index.js";

/** What is measured: budgets in bytes, gzipped. `external` is what the page has already. */
const bundles = [
  { name: "@carillon/socket-client", code: [client], external: ["socket.io-client"], budget: 7_400 },
  {
    name: "@carillon/socket-client and socket.io-client",
    code: [client, "socket.io-client"],
    budget: 20_500,
  },
  {
    name: "carillon/client",
    code: ["packages/carillon/dist/client.js"],
    external: ["socket.io-client"],
    budget: 7_400,
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

async function measure({ name, code, external = [], budget }) {
  const contents = code
    .map((from, at) => `export * as part${at} from ${JSON.stringify(pathOf(from))};`)
    .join("\n");
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: join(root, "packages/socket-client") },
    bundle: true,
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
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  console.log(`${name}: ${bytes} of ${budget} bytes, minified and gzipped`);
  if (bytes > budget) problems.push(`${name} has ${bytes} bytes, ${bytes - budget} more than its budget`);
  for (const input of Object.keys(metafile.inputs)) {
    if (ofServers.test(input)) problems.push(`${name} takes ${input} into the page`);
  }
}

function pathOf(from) {
  return from.startsWith("packages/") ? join(root, from) : from;
}
