/** A time that a server gives, in milliseconds: not over the longest one, and 0 for what is none. */
export function bounded(ms: number | undefined, longestMs: number): number {
  return ms && ms > 0 ? Math.min(ms, longestMs) : 0;
}
