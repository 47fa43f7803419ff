// Runs the files of "Deploying and draining" as far as this machine has their programs, over loopback. Debian has nginx and caddy; NGINX and
// CADDY name them elsewhere. What npm has is installed into a folder that is removed at the end.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { checkCaddy } from "./caddy.js";
import { checkDockerfile, checkKubernetes } from "./manifests.js";
import { checkNginx } from "./nginx.js";
import { checkPm2 } from "./pm2.js";
import { checkSystemd } from "./systemd.js";

/** A check: what it saw, or an error. */
type Check = (folder: string, program: string) => Promise<string[]> | string[];

const checks: readonly { readonly name: string; readonly check: Check; readonly program?: string }[] = [
  { name: "Dockerfile", check: checkDockerfile },
  { name: "kubernetes.yaml", check: checkKubernetes },
  { name: "chat.service", check: checkSystemd, program: "systemd-analyze" },
  { name: "nginx.conf", check: checkNginx, program: "nginx" },
  { name: "Caddyfile", check: checkCaddy, program: "caddy" },
  { name: "ecosystem.config.cjs", check: checkPm2 },
];

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "deployment-"));
try {
  spawnSync(
    "npm",
    ["install", "--prefix", folder, "pm2@6", "kubernetes-models@4", "dockerfile-utils@0.16", "yaml@2"],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  for (const { name, check, program } of checks) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const found = program === undefined ? "" : programAt(program);
    if (found === undefined) {
      console.log(`? ${name}: not checked, there is no ${String(program)} here`);
      process.exitCode = 1;
      continue;
    }
    try {
      for (const seen of await check(folder, found)) console.log(`✓ ${name}: ${seen}`);
    } catch (error) {
      console.error(`✗ ${name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function programAt(name: string): string | undefined {
  const given = process.env[name.toUpperCase()];
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return [...(given === undefined ? [] : [given]), ...folders.map((path) => join(path, name))].find((path) =>
    existsSync(path),
  );
}
