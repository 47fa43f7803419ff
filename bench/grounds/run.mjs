// Runs `server.mjs` on every runtime that npm has, created and attached, over each transport: `pnpm --filter bench grounds`.
// The runtimes are installed into a folder of their own, which is removed.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** How each is installed from npm, and started. */
const runtimes = {
  "Node 20": { package: "node@20", command: ["node_modules/Node20/bin/node"] },
  "Node 22": { package: "node@22", command: ["node_modules/Node22/bin/node"] },
  "Node 24": { package: "node@24", command: ["node_modules/Node24/bin/node"] },
  Bun: { package: "bun", command: ["node_modules/Bun/bin/bun.exe"] },
  Deno: { package: "deno", command: ["node_modules/Deno/deno", "run", "--allow-all"] },
};
const ways = ["created", "attached", "bun-engine"];
/** Socket.IO's own engine for Bun, beside the one for Node that Bun runs as well. */
const bunEngine = "@socket.io/bun-engine";
const transports = ["websocket", "polling", "upgrade"];
const server = join(import.meta.dirname, "server.mjs");

const folder = mkdtempSync(join(tmpdir(), "carillon-grounds-"));
let hasFailed = false;
try {
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const aliases = Object.entries(runtimes).map(
    ([name, runtime]) => `${name.replace(" ", "")}@npm:${runtime.package}`,
  );
  execFileSync("npm", ["install", "--no-audit", "--no-fund", ...aliases, bunEngine], {
    cwd: folder,
    stdio: "ignore",
  });
  console.log(`| runtime | version | ${ways.join(" | ")} |`);
  console.log(`| --- | --- | ${ways.map(() => "---").join(" | ")} |`);
  for (const [name, { command }] of Object.entries(runtimes)) {
    const cells = ways.map((way) => {
      if (way === "bun-engine" && name !== "Bun") return "";
      return transports.map((transport) => `${transport} ${outcome(command, way, transport)}`).join(", ");
    });
    console.log(`| ${name} | ${versionOf(command)} | ${cells.join(" | ")} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (hasFailed) process.exit(1);

function versionOf([file]) {
  const { stdout } = spawnSync(join(folder, file), ["--version"], { encoding: "utf8" });
  return /\d+\.\d+\.\d+/.exec(stdout ?? "")?.[0] ?? "not started";
}

function outcome([file, ...options], way, transport) {
  const { status } = spawnSync(join(folder, file), [...options, server, way, transport], {
    timeout: 60_000,
    stdio: "ignore",
    env: { ...process.env, BUN_ENGINE: join(folder, "node_modules", bunEngine, "dist/index.js") },
  });
  if (status === 0) return "passes";
  hasFailed = true;
  return "fails";
}
