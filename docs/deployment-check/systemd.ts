import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deploymentFile } from "./proxy.js";

/** What systemd says of the shown unit, with the Node of this machine. */
export function checkSystemd(folder: string, program: string): string[] {
  const file = join(folder, "chat.service");
  writeFileSync(file, deploymentFile("chat.service").replace("/usr/bin/node", process.execPath));
  const { status, stderr } = spawnSync(program, ["verify", "--man=no", file], { encoding: "utf8" });
  const own = stderr.split("\n").filter((line) => line.includes("chat.service"));
  if (status !== 0 || own.length > 0) throw new Error(own.join("; ") || stderr);
  return ["systemd-analyze verify finds nothing"];
}
