import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { startRedis, startTcpProxy } from "@carillon/socket-testing";
import { storm } from "./storm.js";
import type { StormResult } from "./storm.js";

async function startNode(url: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(new URL("storm-node.ts", import.meta.url), [url], {
    cwd: new URL("..", import.meta.url),
    execArgv: ["--import", "tsx", "--conditions=@carillon/source"],
  });
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
}

/** A storm on two nodes that publish in turn, of which one is killed in the middle. */
export async function stormOnTwoNodes(
  clients: number,
  durationMs: number,
  everyMs: number,
): Promise<StormResult> {
  await using redis = await startRedis();
  const [first, second] = await Promise.all([startNode(redis.url), startNode(redis.url)]);
  let isFirstAlive = true;
  let turn = 0;
  try {
    await using proxy = await startTcpProxy(first);
    return await storm({
      proxies: [proxy],
      clients,
      durationMs,
      everyMs,
      publish: (channel, payload) => {
        turn++;
        proxy.leadTo(isFirstAlive && turn % 2 === 0 ? first.port : second.port);
        const child = isFirstAlive && turn % 3 === 0 ? first.child : second.child;
        child.send([channel, payload]);
      },
      meanwhile: (progress) => {
        if (!isFirstAlive || progress < 0.5) return;
        isFirstAlive = false;
        proxy.leadTo(second.port);
        first.child.kill("SIGKILL");
      },
    });
  } finally {
    first.child.kill("SIGKILL");
    second.child.kill("SIGKILL");
  }
}
