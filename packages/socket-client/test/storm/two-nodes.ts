import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { startRedis, startTcpProxy } from "@carillon/socket-testing";
import { PlainClients } from "./plain-clients.js";
import type { PlainResult } from "./plain-clients.js";
import { storm } from "./storm.js";
import type { StormMessage, StormResult, StormScale } from "./storm.js";

/** A node in a process of its own. */
class StormNode {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (isConfirmed: boolean) => void>();
  readonly port: number;
  readonly plainPort: number;

  constructor(child: ChildProcess, [port, plainPort]: [number, number]) {
    this.#child = child;
    this.port = port;
    this.plainPort = plainPort;
    child.on("message", (id: number) => {
      this.#settle(id, true);
    });
    child.once("exit", () => {
      for (const id of this.#waiting.keys()) this.#settle(id, false);
    });
  }

  static async start(url: string): Promise<StormNode> {
    const child = fork(new URL("node.ts", import.meta.url), [url], {
      cwd: new URL("../..", import.meta.url),
      execArgv: ["--import", "tsx", "--conditions=@carillon/source"],
    });
    const [ports] = (await once(child, "message")) as [[number, number]];
    return new StormNode(child, ports);
  }

  publish(channel: string, payload: StormMessage): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.set(payload.n, resolve);
      this.#child.send([payload.n, channel, payload]);
    });
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #settle(id: number, isConfirmed: boolean): void {
    this.#waiting.get(id)?.(isConfirmed);
    this.#waiting.delete(id);
  }
}

/** A storm on two nodes that publish in turn, of which one is killed in the middle, beside Socket.IO's own recovery. */
export async function stormOnTwoNodes(scale: StormScale): Promise<{ own: StormResult; plain: PlainResult }> {
  await using redis = await startRedis();
  const [first, second] = await Promise.all([StormNode.start(redis.url), StormNode.start(redis.url)]);
  let isToBeKilled = false;
  let isKilled = false;
  let turn = 0;
  try {
    await using proxy = await startTcpProxy(first);
    await using plainProxy = await startTcpProxy({ port: first.plainPort });
    const plain = new PlainClients(plainProxy);
    const lead = (to: StormNode): void => {
      proxy.leadTo(to.port);
      plainProxy.leadTo(to.plainPort);
    };
    const alternate = setInterval(() => {
      lead(isKilled || turn++ % 2 === 0 ? second : first);
    }, 5);
    const own = await storm({
      ...scale,
      proxy,
      plain,
      publish: async (channel, payload) => {
        const outcome = (isKilled || payload.n % 3 > 0 ? second : first).publish(channel, payload);
        if (isToBeKilled && !isKilled) {
          isKilled = true;
          first.kill();
        }
        const isConfirmed = await outcome;
        if (isConfirmed) plain.sent();
        return isConfirmed;
      },
      meanwhile: (progress) => {
        isToBeKilled = progress >= 0.5;
      },
    });
    clearInterval(alternate);
    const result = plain.result();
    plain.close();
    return { own, plain: result };
  } finally {
    first.kill();
    second.kill();
  }
}
