import type { EventEmitter } from "node:events";

type Listener = (...args: unknown[]) => void;

/** The events of an HTTP server that Engine.IO and Socket.IO listen to. */
const events = ["request", "upgrade", "close", "listening"] as const;

/**
 * Does something that adds listeners to an HTTP server, or wraps those that are there.
 *
 * @returns What was made, and a function that puts the listeners back as they were. Socket.IO leaves its own behind when it
 * closes, and two of them would answer one upgrade.
 */
export function withListeners<Made>(
  server: EventEmitter,
  make: () => Made,
): { made: Made; restore: () => void } {
  const before = snapshot(server);
  const made = make();
  const after = snapshot(server);

  function restore(): void {
    for (const event of events) {
      const here = new Set(server.listeners(event) as Listener[]);
      const added = after[event].filter((listener) => !before[event].includes(listener));
      // Where the application wrapped ours in turn, the wrapper owns what is inside.
      if (!added.every((listener) => here.has(listener))) continue;
      for (const listener of added) server.off(event, listener);
      const wrapped = before[event].filter((listener) => !after[event].includes(listener));
      for (const listener of wrapped.reverse()) server.prependListener(event, listener);
    }
  }

  return { made, restore };
}

function snapshot(server: EventEmitter): Record<(typeof events)[number], Listener[]> {
  const of = (event: string): Listener[] => server.listeners(event) as Listener[];
  return { request: of("request"), upgrade: of("upgrade"), close: of("close"), listening: of("listening") };
}
