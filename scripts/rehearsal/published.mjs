// What the registry has after the release, and what a first install of it brings.
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { companions } from "./packages.mjs";
import { packagesOf } from "./release.mjs";
import { run } from "./processes.mjs";

/** What `npm install carillon socket.io` may bring, Socket.IO's own 21 packages and 6 MB included. */
const most = { packages: 42, megabytes: 12 };
/** Packages that a server does not need. */
const notForServers = ["socket.io-client", "jiti", "react"];
/** Oldest versions that a fresh install may resolve: below them Socket.IO can be attacked. */
const floors = { "socket.io-parser": "4.2.6", "@carillon/socket-engine>ws": "8.23.0" };

/**
 * Looks at every package in the registry: its version, its tag, what it depends on, its changelog.
 *
 * @param folder - The copy that was released.
 * @param version - That all must have.
 * @param url - Of the registry.
 * @throws Error with all that is wrong.
 */
export async function checkPublished(folder, version, url) {
  const problems = [];
  for (const path of packagesOf(folder)) {
    const { name } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const response = await fetch(url + name.replace("/", "%2f"));
    const { "dist-tags": tags = {}, versions = {} } = await response.json();
    if (tags.latest !== version) problems.push(`${name}: the tag latest is at ${tags.latest}`);
    const manifest = versions[version] ?? {};
    for (const text of ["workspace:", "catalog:", "@carillon/source", "devDependencies"]) {
      if (JSON.stringify(manifest).includes(text)) problems.push(`${name}: its manifest says ${text}`);
    }
    for (const [other, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      if (other in companions && range !== `^${version}`)
        problems.push(`${name}: asks for ${other} ${range}`);
    }
    const changelog = readFileSync(join(path, "CHANGELOG.md"), "utf8");
    if (!changelog.startsWith(`# ${name}\n\n## ${version}\n\n`) || changelog.trim().split("\n").length < 6)
      problems.push(`${name}: its CHANGELOG.md says nothing of ${version}\n${changelog}`);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return version;
}

/**
 * Looks at what `npm install carillon socket.io` brought into a folder.
 *
 * @throws Error with all that is wrong.
 */
export function checkWeight(home) {
  const problems = [];
  const modules = join(home, "node_modules");
  const files = readdirSync(modules, { recursive: true, encoding: "utf8" });
  const packages = new Set(
    files.map((file) => /^(?:.*node_modules\/)?(@[^/]+\/[^/]+|[^@./][^/]*)\/package\.json$/.exec(file)?.[0]),
  );
  packages.delete(undefined);
  const bytes = files.reduce((sum, file) => sum + lstatSync(join(modules, file)).size, 0);
  const megabytes = Math.round(bytes / 1e5) / 10;
  if (packages.size > most.packages || megabytes > most.megabytes)
    problems.push(`${packages.size} packages and ${megabytes} MB are more than ${JSON.stringify(most)}`);
  for (const name of notForServers) {
    if (existsSync(join(modules, name))) problems.push(`it brings ${name}`);
  }
  for (const [chain, floor] of Object.entries(floors)) {
    const version = resolvedVersion(home, chain.split(">"));
    if (version === undefined) problems.push(`there is no ${chain}`);
    else if (isOlder(version, floor)) problems.push(`${chain} ${version} is older than ${floor}`);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return `${packages.size} packages, ${megabytes} MB`;
}

/**
 * Imports and requires every path of every package.
 *
 * @param home - A folder with all packages.
 */
export async function loadEverything(home, env) {
  const paths = Object.keys(companions).flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(join(home, "node_modules", name, "package.json"), "utf8"));
    const own = Object.keys(exports).filter((path) => !path.endsWith(".json"));
    return own.map((path) => name + path.slice(1));
  });
  for (const [type, load] of [
    ["module", "await import"],
    ["commonjs", "require"],
  ]) {
    const code = paths.map(
      (path) => `if (Object.keys(${load}("${path}")).length === 0) throw "${path} is empty";`,
    );
    const { output } = await run(process.execPath, [`--input-type=${type}`, "-e", code.join("\n")], {
      cwd: home,
      env,
    });
    if (output !== "") throw new Error(`Loading by ${load} prints\n${output}`);
  }
  return `${paths.length} paths`;
}

/** The version that the last of a chain of packages resolves to, each looked up from the one before. */
function resolvedVersion(home, chain) {
  let from = home;
  for (const name of chain) {
    const found = [join(from, "node_modules", name), join(home, "node_modules", name)].find((path) =>
      existsSync(join(path, "package.json")),
    );
    if (!found) return undefined;
    from = found;
  }
  return JSON.parse(readFileSync(join(from, "package.json"), "utf8")).version;
}

function isOlder(version, floor) {
  const [a, b] = [version, floor].map((text) => text.split(".").map(Number));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && a[at] < b[at];
}
