import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { checkProxy, freePort, startServer } from "./proxied-nodes.js";

/** A file of the page. */
export function deploymentFile(name: string): string {
  return readFileSync(join(resolve(import.meta.dirname, "../run/deployment"), name), "utf8");
}

/**
 * Starts two nodes and a proxy, and looks what the proxy does.
 *
 * @param start - Gets the proxy's port and those of the nodes; returns the program with its arguments.
 */
export async function behindProxy(
  start: (port: number, nodes: readonly [number, number]) => readonly [program: string, ...args: string[]],
): Promise<string[]> {
  const [first, second] = await Promise.all([startServer(), startServer()]);
  const port = await freePort();
  const [program, ...args] = start(port, [first.port, second.port]);
  const proxy = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  proxy.stderr.on("data", (text) => (said += String(text)));
  const ended = once(proxy, "exit");
  try {
    await Promise.race([
      answersAt(port),
      ended.then(() => {
        throw new Error(`${program} ended: ${said.slice(-500)}`);
      }),
    ]);
    return await checkProxy(`http://127.0.0.1:${String(port)}`, [first, second]);
  } finally {
    for (const { process: node } of [first, second]) node.kill("SIGKILL");
    proxy.kill("SIGTERM");
    await ended;
  }
}

/** Waits until a port takes connections. */
async function answersAt(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise<boolean>((done) => {
      socket.once("connect", () => done(true)).once("error", () => done(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((later) => setTimeout(later, 50));
  }
}
