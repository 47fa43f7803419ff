import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { dirname, join } from "node:path";

/** Where and with what a run was made. */
export interface Machine {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly v8: string;
  readonly system: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Load average of the last minute when the run began. */
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

const packages = [
  "socket.io",
  "ws",
  "zod4",
  "zod",
  "@nestjs/websockets",
  "@nestjs/platform-socket.io",
  "zod-sockets",
  "socket-controllers",
  "@feathersjs/socketio",
  "koa-compose",
];

/** Describes this machine and what is installed on it. */
export function describeMachine(): Machine {
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    v8: process.versions.v8,
    system: `${platform()} ${release()}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  };
}

function commit(): string {
  try {
    const head = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
    const changed = execFileSync("git", ["status", "--porcelain", "--", ":/packages"], {
      encoding: "utf8",
    }).trim();
    return changed === "" ? head : `${head} with uncommitted changes in packages/`;
  } catch {
    return "unknown";
  }
}

/** Some packages do not export their manifest, so it is looked for above their entry. */
function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  let folder = dirname(require.resolve(name));
  for (;;) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: string };
      if (manifest.version !== undefined) return manifest.version;
    } catch {
      // No manifest here: one folder up.
    }
    const above = dirname(folder);
    if (above === folder) return "unknown";
    folder = above;
  }
}
