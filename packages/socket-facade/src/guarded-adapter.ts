import type { Logger } from "@carillon/socket-contract";
import { shieldedFrom } from "./adapter-client.js";
import type { Method } from "./adapter-client.js";
import type { AdapterFactory } from "./scale.js";

/**
 * Keeps the Redis Streams adapter from reading an entry that it fails at again and again, forever.
 *
 * @param create - Makes the adapter.
 * @param ignore - Hears what it failed at.
 */
export function guardStream(create: AdapterFactory, ignore: (error: unknown) => void): AdapterFactory {
  const createAdapter = create as unknown as (namespace: never) => { onRawMessage?: Method };

  function createGuarded(namespace: never): object {
    const adapter = createAdapter(namespace);
    if (adapter.onRawMessage) {
      const take = adapter.onRawMessage.bind(adapter);
      adapter.onRawMessage = shieldedFrom(take, ignore);
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
      logger.warn({ err: error }, "A message between the nodes cannot be understood and is ignored");
    isNoted = true;
  };
}
