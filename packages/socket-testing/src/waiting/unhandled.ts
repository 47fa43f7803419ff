import { checkFunction } from "@carillon/socket-contract/server";
import { setImmediate as turn } from "node:timers/promises";

/** The events that end a process without a listener. */
const fatal = ["unhandledRejection", "uncaughtException"] as const;

/**
 * Runs a block and collects what would have ended the process meanwhile.
 *
 * Other listeners, such as the test runner's, are set aside for as long as the block runs.
 *
 * @param block - What must not leave an unhandled rejection or an uncaught exception behind.
 * @returns Every such error, in order; empty when the process would have survived.
 * @throws What the block itself throws.
 * @example
 * ```ts
 * import { startServer, unhandledDuring } from "@carillon/socket-testing";
 * import { expect } from "vitest";
 *
 * await using server = await startServer();
 * const client = await server.connect();
 * expect(await unhandledDuring(() => client.emitWithAck("explode"))).toEqual([]);
 * ```
 */
export async function unhandledDuring(block: () => unknown): Promise<unknown[]> {
  checkFunction("unhandledDuring", block, "unhandledDuring(() => client.emitWithAck(event))");
  const seen: unknown[] = [];
  const record = (error: unknown): void => {
    seen.push(error);
  };
  const others = fatal.map((event) => process.listeners(event as "uncaughtException"));
  for (const event of fatal) process.removeAllListeners(event).on(event, record);
  try {
    await block();
    // Rejections are reported after the microtasks of the turn they happened in.
    await turn();
    await turn();
  } finally {
    fatal.forEach((event, index) => {
      process.removeListener(event, record);
      for (const listener of others[index] ?? []) process.on(event, listener as (error: unknown) => void);
    });
  }
  return seen;
}
