/** What holds bytes back until it is told to let them go: a stream, or a WebSocket. */
export interface Corked {
  uncork(): void;
}

/** Whatever holds bytes that leave when the current tick ends. */
let corked: Corked[] = [];

/**
 * Lets go of what something holds back when the current tick ends, so that all of it leaves in one write.
 *
 * A tick ends when no microtask and no earlier `process.nextTick` is left.
 *
 * @param held - What was corked just now, and not before in this tick.
 */
export function uncorkWhenTickEnds(held: Corked): void {
  if (corked.push(held) === 1) process.nextTick(uncorkAll);
}

function uncorkAll(): void {
  const all = corked;
  // What is sent while this runs is held anew, for a tick of its own.
  corked = [];
  for (const held of all) held.uncork();
}
