import type { Logger } from "@carillon/socket-scrub";
import type { AdapterFactory } from "../scale-options.js";
import { shieldedFrom } from "../shielded.js";
import { entrances } from "../socket-io-internals.js";
import type { Entrances } from "../socket-io-internals.js";

/**
 * Keeps an adapter from failing at a message: the Redis Streams adapter would read it again and again, forever, and what the
 * pub/sub adapter fails at asynchronously would end the process.
 *
 * @param create - Makes the adapter.
 * @param ignore - Hears what it failed at.
 */
export function guardAdapter(create: AdapterFactory, ignore: (error: unknown) => void): AdapterFactory {
  const createAdapter = create as unknown as (namespace: never) => Entrances;

  function createGuarded(namespace: never): object {
    const adapter = createAdapter(namespace);
    for (const name of entrances) {
      const take = adapter[name];
      if (take) adapter[name] = shieldedFrom(take.bind(adapter), ignore);
    }
    return adapter;
  }

  return createGuarded as unknown as AdapterFactory;
}

/** Logs the first message that no node of ours can have sent; a flood of them must not become a flood of lines. */
export function noteOnce(logger: Logger): (error: unknown) => void {
  let isNoted = false;
  return function note(error) {
    if (!isNoted)
      logger.warn(
        { event: "node_message_ignored", err: error },
        "A message between the nodes cannot be understood and is ignored",
      );
    isNoted = true;
  };
}
