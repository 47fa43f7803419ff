import type { Terminal } from "./terminal.js";

/** How long work may take in silence, in milliseconds. */
const silentMs = 1_000;

/**
 * Tells a person what is being done, where it takes longer than a second. A script is told nothing.
 *
 * @param what - Such as `"Loading routes/sockets.ts"`.
 */
export async function whileLong<Value>(
  { input, err }: Pick<Terminal, "input" | "err">,
  what: string,
  work: Promise<Value>,
): Promise<Value> {
  if (input === undefined) return work;
  const timer = setTimeout(() => {
    err(`${what}...\n`);
  }, silentMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
