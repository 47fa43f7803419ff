import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { behindProxy, deploymentFile } from "./proxy.js";

/** The shown file in front of two nodes, without TLS; without `stream_close_delay` where Caddy is older than it. */
export async function checkCaddy(folder: string, program: string): Promise<string[]> {
  const version = spawnSync(program, ["version"], { encoding: "utf8" }).stdout.trim();
  const [, minor] = /^v?2\.(\d+)/.exec(version) ?? [];
  const isOld = Number(minor) < 7;
  const seen = await behindProxy((port, [first, second]) => {
    const shown = deploymentFile("Caddyfile")
      .replace("chat.example.org", `http://127.0.0.1:${String(port)}`)
      .replace("10.0.0.1:3000", `127.0.0.1:${String(first)}`)
      .replace("10.0.0.2:3000", `127.0.0.1:${String(second)}`)
      .replace(isOld ? /^.*stream_close_delay.*\n/m : /(?!)/, "");
    const file = join(folder, "Caddyfile");
    writeFileSync(file, `{\n  admin off\n}\n${shown}`);
    return [program, "run", "--config", file, "--adapter", "caddyfile"];
  });
  return isOld ? [...seen, `Caddy ${version} has no stream_close_delay, which was left out`] : seen;
}
