import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createClient } from "carillon/client";
import { deploymentFile } from "./proxy.js";
import { freePort, nodeArguments } from "./proxied-nodes.js";

/** Two processes of the shown file in PM2's cluster mode, and a reload under requests. */
export async function checkPm2(folder: string): Promise<string[]> {
  const port = await freePort();
  const file = join(folder, "ecosystem.config.cjs");
  const script = resolve(import.meta.dirname, "../run/deployment/server.js");
  writeFileSync(
    file,
    deploymentFile("ecosystem.config.cjs").replace(
      '"dist/server.js"',
      `${JSON.stringify(script)}, node_args: ${JSON.stringify(nodeArguments)}, env: { PORT: ${String(port)} }`,
    ),
  );
  const program = join(folder, "node_modules/pm2/bin/pm2");
  const environment = { ...process.env, PM2_HOME: join(folder, "pm2") };
  const pm2 = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      env: environment,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`pm2 ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const clients = Array.from({ length: 10 }, () =>
    createClient({
      url: `http://127.0.0.1:${String(port)}`,
      offline: { echo: { queue: 100, expireMs: 60_000 } },
      socket: { transports: ["websocket"] },
    }),
  );
  try {
    pm2("start", file);
    const before = pids(pm2("jlist"));
    let answers = 0;
    let isOver = false;
    const seen = new Set<number>();
    const asking = clients.map(async (client) => {
      while (!isOver) {
        const { pid } = (await client.request("echo", answers)) as { pid: number };
        seen.add(pid);
        answers += 1;
        await new Promise((later) => setTimeout(later, 20));
      }
    });
    await reloadInBackground(program, environment);
    isOver = true;
    await Promise.all(asking);
    const after = pids(pm2("jlist"));
    if (before.length !== 2 || after.length !== 2) throw new Error("there are not two processes");
    if (after.some((pid) => before.includes(pid))) throw new Error("a process was not replaced");
    if (!after.some((pid) => seen.has(pid))) throw new Error("no new process answered");
    return [
      `two processes, pm2 reload replaces both, and each of ${String(answers)} requests meanwhile is answered`,
    ];
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    pm2("kill");
  }
}

function pids(list: string): number[] {
  const text = list.slice(list.lastIndexOf("\n[") + 1);
  return (JSON.parse(text) as { pid: number }[]).map(({ pid }) => pid);
}

/** Requests go on in this process while PM2 works. */
async function reloadInBackground(program: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [program, "reload", "chat"], { env: environment, stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`pm2 reload ended with ${String(code)}`);
}
