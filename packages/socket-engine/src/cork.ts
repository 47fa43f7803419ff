import type { Duplex } from "node:stream";

/** Streams whose bytes leave when the current tick ends. */
let corked: Duplex[] = [];

/**
 * Holds back what is written to a stream until the current tick ends, so that all of it leaves in one write.
 *
 * A tick ends when no microtask and no earlier `process.nextTick` is left. The bytes are the stream's own from the
 * beginning: its length counts them, and whatever is written or ended meanwhile keeps its place behind them.
 *
 * @param stream - A stream; one that is corked already stays as it is.
 */
export function corkUntilTickEnds(stream: Duplex): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  if (corked.push(stream) === 1) process.nextTick(uncorkAll);
}

function uncorkAll(): void {
  const streams = corked;
  // What is sent while this runs is held anew, for a tick of its own.
  corked = [];
  for (const stream of streams) stream.uncork();
}
