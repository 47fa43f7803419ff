import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { revoke } from "./application.js";
import type { Answer } from "./application.js";
import { batchesOf } from "./batches.js";
import type { Contender, ContenderModule, ContenderName, StartOptions } from "./contender.js";
import { dispatchingSocket } from "./dispatching-socket.js";
import type { DispatchingSocket } from "./dispatching-socket.js";
import { serve } from "./rpc.js";

/** What a server process has used since it began. */
export interface Usage {
  /** User and system time of all its threads, in microseconds. */
  readonly cpu: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

let contender: Contender | undefined;
const loop = monitorEventLoopDelay({ resolution: 1 });

/** What the process of a contender offers to the harness. */
export const serverCommands = {
  async start({ name, ...options }: StartOptions & { name: ContenderName }): Promise<number> {
    const module = (await import(
      new URL(`../contenders/${name}.js`, import.meta.url).href
    )) as ContenderModule;
    contender = await module.start(options);
    return contender.port;
  },

  /** How many nodes know each other. */
  async nodes(): Promise<number> {
    return (await contender?.io?.of("/").adapter.serverCount()) ?? 1;
  },

  usage(): Usage {
    const { user, system } = process.cpuUsage();
    const { heapUsed, rss } = process.memoryUsage();
    return { cpu: user + system, heapBytes: heapUsed, residentBytes: rss };
  },

  /** The heap after everything that can be collected was. */
  async settledHeap(): Promise<number> {
    for (let pass = 0; pass < 4; pass++) {
      await nextTurn();
      globalThis.gc?.();
    }
    return process.memoryUsage().heapUsed;
  },

  /** Begins to watch how long the event loop is held up. */
  watchLoop(): void {
    loop.reset();
    loop.enable();
  },

  /** The longest delay since {@link serverCommands.watchLoop}, in milliseconds. */
  longestDelay(): number {
    loop.disable();
    return loop.max / 1e6;
  },

  revoke(token: string): void {
    revoke(token);
  },

  /** Dispatches events on one connected socket without a network, as they would arrive; microseconds of CPU each. */
  async dispatch(options: { event: string; payload: unknown; total: number }): Promise<number> {
    const socket = contender?.io?.sockets.sockets.values().next().value;
    if (socket === undefined) throw new Error("No socket is connected.");
    const dispatching = dispatchingSocket(socket);
    const { user, system } = process.cpuUsage();
    for (const size of batchesOf(options.total)) {
      await dispatchBatch(dispatching, options.event, options.payload, size);
    }
    const used = process.cpuUsage({ user, system });
    return (used.user + used.system) / options.total;
  },
};

function dispatchBatch(
  socket: DispatchingSocket,
  event: string,
  payload: unknown,
  size: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = size;
    function ack(answer: Answer): void {
      if (!answer.ok) reject(new Error(`Refused: ${JSON.stringify(answer)}`));
      if (--left === 0) resolve();
    }
    for (let index = 0; index < size; index++) socket.dispatch([event, payload, ack]);
  });
}

serve(serverCommands);
