import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "carillon/client";
import { io } from "socket.io-client";

const folder = resolve(import.meta.dirname, "../run/deployment");
/** How the sources of the packages are run. */
export const nodeArguments = [
  "--import",
  fileURLToPath(import.meta.resolve("tsx")),
  "--conditions=@carillon/source",
];

/** One process of `server.js`. */
export interface ServerProcess {
  readonly port: number;
  readonly process: ChildProcess;
}

/** Starts the page's server on a free port, and waits until it listens. */
export async function startServer(): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeArguments, "server.js"], {
    cwd: folder,
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await once(child, "message");
  return { port, process: child };
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await once(probe.listen(0, "127.0.0.1"), "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

interface Reply {
  readonly payload: number;
  readonly pid: number;
}

/**
 * What a proxy in front of two nodes must do: upgrade, keep a polling client on one node, and lose no answer while a node drains.
 *
 * @returns What was seen, a sentence each.
 * @throws Error for what does not hold.
 */
export async function checkProxy(url: string, nodes: readonly ServerProcess[]): Promise<string[]> {
  return [await upgrades(url), await sticks(url), await drains(url, nodes)];
}

async function upgrades(url: string): Promise<string> {
  const socket = io(url, { transports: ["websocket"] });
  await socket.timeout(10_000).emitWithAck("echo", 1);
  const { name } = socket.io.engine.transport;
  socket.close();
  if (name !== "websocket") throw new Error(`the transport is ${name}`);
  return "a WebSocket is upgraded and answers";
}

async function sticks(url: string): Promise<string> {
  const socket = io(url, { transports: ["polling"], withCredentials: true });
  const pids = new Set<number>();
  for (let n = 0; n < 50; n += 1) {
    const { data } = (await socket.timeout(10_000).emitWithAck("echo", n)) as { data: Reply };
    pids.add(data.pid);
  }
  socket.close();
  if (pids.size !== 1) throw new Error(`one polling client reached ${String(pids.size)} nodes`);
  return "50 requests of a polling client reach one node";
}

async function drains(url: string, nodes: readonly ServerProcess[]): Promise<string> {
  const clients = Array.from({ length: 20 }, () =>
    createClient({
      url,
      offline: { echo: { queue: 100, expireMs: 60_000 } },
      socket: { transports: ["websocket"] },
    }),
  );
  const [first] = clients;
  const replies = await Promise.all(clients.map((client) => client.request("echo", 0)));
  const { pid } = replies[0] as Reply;
  const drained = nodes.find((node) => node.process.pid === pid);
  if (!drained) throw new Error("an answer came from elsewhere");
  const ended = once(drained.process, "exit");
  let answers = 0;
  let isOver = false;
  const asking = clients.map(async (client) => {
    for (let n = 0; !isOver || n < 10; n += 1) {
      const { payload } = (await client.request("echo", n)) as Reply;
      if (payload !== n) throw new Error(`asked ${String(n)}, answered ${String(payload)}`);
      answers += 1;
    }
  });
  drained.process.kill("SIGTERM");
  const [code] = (await ended) as [number | null];
  isOver = true;
  await Promise.all(asking);
  const last = (await first?.request("echo", 0)) as Reply;
  await Promise.all(clients.map((client) => client.close()));
  if (code !== 0) throw new Error(`the drained node ended with ${String(code)}`);
  if (last.pid === pid) throw new Error("an answer came from a node that has ended");
  return `a node of 20 busy clients drains on SIGTERM, exits with 0, and each of ${String(answers)} requests is answered`;
}
