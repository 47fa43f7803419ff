import type { AdapterFactory } from "../scale-options.js";

/** What is used of the Redis Streams adapter. */
interface StreamsAdapter {
  readonly uid?: string;
  readonly nsp: { readonly name: string };
  close?(): unknown;
}

/**
 * Makes the Redis Streams adapter end its subscriptions when its namespace is closed.
 *
 * Each namespace has one of its own and one for answers, in pub/sub, and the adapter's `close` leaves both: a client that asks for
 * names of a pattern and is refused would leave two for each name, on every node.
 *
 * @param create - Makes the adapter.
 * @param prefix - The adapter's `channelPrefix`.
 * @param release - Ends the subscription that begins with a channel.
 */
export function releaseOnClose(
  create: AdapterFactory,
  prefix: string,
  release: (channel: string) => void,
): AdapterFactory {
  const createAdapter = create as unknown as (namespace: never) => StreamsAdapter;

  function createReleasing(namespace: never): StreamsAdapter {
    const adapter = createAdapter(namespace);
    const close = adapter.close?.bind(adapter);
    adapter.close = function closeAndRelease() {
      const channel = `${prefix}#${adapter.nsp.name}#`;
      release(channel);
      // With sharded pub/sub each channel has a subscription of its own.
      release(`${channel}${String(adapter.uid)}#`);
      return close?.();
    };
    return adapter;
  }

  return createReleasing as unknown as AdapterFactory;
}
