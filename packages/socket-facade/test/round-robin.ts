import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** One port in front of several nodes. */
export interface RoundRobin extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts a TCP proxy that gives each connection to the next node; it knows nothing of what is in it.
 *
 * @param ports - Asked at each connection. One without a listener ends the connection, as a proxy would.
 */
export async function startRoundRobin(ports: () => readonly number[]): Promise<RoundRobin> {
  let turn = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const all = ports();
    const far = connect(all[turn++ % all.length] ?? 0, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.once("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
