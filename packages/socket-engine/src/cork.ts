/** A stream or a WebSocket that holds bytes back until it is uncorked. */
export interface Corked {
  uncork(): void;
}

/** Everything that is uncorked when the current tick ends. */
let corked: Corked[] = [];

/**
 * Uncorks something when the current tick ends, so that all its bytes leave in one write.
 *
 * A tick ends when no microtask and no earlier `process.nextTick` is left.
 *
 * @param held - Corked just now, and not before in this tick.
 */
export function uncorkWhenTickEnds(held: Corked): void {
  if (corked.push(held) === 1) process.nextTick(uncorkAll);
}

function uncorkAll(): void {
  const all = corked;
  // Bytes that are sent while this runs are corked anew, for a tick of their own.
  corked = [];
  for (const held of all) held.uncork();
}
