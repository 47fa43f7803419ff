// Runs the suites of everything that reaches below Socket.IO's public interface against every release of it that the
// packages allow: `node scripts/socket-io-releases.mjs [version...]`. The repository is copied, so nothing in it changes.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { copyRepository } from "./copy-repository.mjs";

/** Packages with a `socket-io-internals.ts`, and the testing kit, whose fake is Socket.IO on a WebSocket in memory. */
const suites = [
  ...readdirSync(join(import.meta.dirname, "../packages")).filter((name) =>
    existsSync(join(import.meta.dirname, `../packages/${name}/src/socket-io-internals.ts`)),
  ),
  "socket-testing",
].map((name) => `packages/${name}/`);
/** What cannot pass for a fault of the release itself: a pattern of test names. */
const faults = {
  // `io.close()` throws on a server that has stopped already; fixed in 4.8.3.
  "4.8.2": "^(?!.*(io\\.close\\(\\) ends connections|was detached from one server serves another))",
};
const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "carillon-releases-"));
const failed = [];
try {
  copyRepository(folder);
  const asked = process.argv.slice(2);
  for (const version of asked.length > 0 ? asked : releases()) {
    console.log(`\n== socket.io ${version}`);
    if (!check(version)) failed.push(version);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed.length > 0) {
  console.error(`\nFailed with socket.io ${failed.join(", ")}.`);
  process.exit(1);
}
console.log("\nEvery release passes.");

/** All that were released of the range which the packages have as their peer, without pre-releases. */
function releases() {
  const manifest = JSON.parse(readFileSync(join(root, "packages/socket-router/package.json"), "utf8"));
  const range = manifest.peerDependencies["socket.io"];
  const answer = execFileSync("npm", ["view", `socket.io@${range}`, "version", "--json"], {
    encoding: "utf8",
  });
  return [JSON.parse(answer)].flat().sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

function check(version) {
  pin(version);
  const install = [
    "install",
    "--no-frozen-lockfile",
    "--prefer-offline",
    "--config.confirm-modules-purge=false",
  ];
  if (run("npx", ["-y", "pnpm@12", ...install], "ignore") !== 0) {
    console.error("It cannot be installed.");
    return false;
  }
  const installed = JSON.parse(
    readFileSync(join(folder, "packages/socket-router/node_modules/socket.io/package.json"), "utf8"),
  ).version;
  if (installed !== version) {
    console.error(`Version ${installed} was installed instead.`);
    return false;
  }
  const names = version in faults ? ["--testNamePattern", faults[version]] : [];
  return (
    run("npx", ["vitest", "run", "--project", "unit", "--reporter=dot", ...names, ...suites], "inherit") === 0
  );
}

/** Every package of the copy gets this release, and the Engine.IO and adapter that it asks for. */
function pin(version) {
  const file = join(folder, "pnpm-workspace.yaml");
  const workspace = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  writeFileSync(file, workspace.replace(/^overrides:\n/m, `overrides:\n  socket.io: ${version}\n`));
}

function run(command, args, stdout) {
  const options = { cwd: folder, stdio: ["ignore", stdout, "inherit"], env: { ...process.env, CI: "true" } };
  return spawnSync(command, args, options).status;
}
