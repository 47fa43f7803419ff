import { checkOptions, checkPart } from "@carillon/socket-contract/server";
import type { Emitter } from "../clients/events.js";
import { defaultPatienceMs } from "./patience.js";

/** How {@link nextEvent} waits. */
export interface NextEventOptions {
  /** How long at most, in milliseconds. Default: that of `configureTesting`, 4,000. */
  readonly timeoutMs?: number;
}

/**
 * Waits for the next event of a name.
 *
 * @param emitter - A client, a server socket, any emitter.
 * @param event - The event's name.
 * @param options - See {@link NextEventOptions}.
 * @returns What came with it.
 * @throws Error when it does not come in time.
 */
export function nextEvent(
  emitter: Emitter,
  event: string,
  options: NextEventOptions = {},
): Promise<unknown[]> {
  checkPart(
    "nextEvent",
    emitter,
    ["on"],
    'a client, a socket or another emitter: nextEvent(client, "chat:message")',
  );
  checkOptions("nextEvent", options, { timeoutMs: "ms" });
  const { timeoutMs = defaultPatienceMs() } = options;
  return new Promise((resolve, reject) => {
    function listener(...args: unknown[]): void {
      clearTimeout(timer);
      emitter.off(event, listener);
      resolve(args);
    }
    const timer = setTimeout(() => {
      emitter.off(event, listener);
      reject(new Error(`"${event}" did not come within ${String(timeoutMs)} ms.`));
    }, timeoutMs);
    emitter.on(event, listener);
  });
}
