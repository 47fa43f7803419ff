import type { AdapterFactory } from "../scale-options.js";

/** What is used of Socket.IO's cluster adapter. */
interface PublishingAdapter {
  doPublish?: (message: unknown) => Promise<unknown>;
}

/**
 * Makes an adapter publish one message after the other. A pool runs queries side by side, so that the second message could
 * reach the other nodes before the first.
 */
export function publishInOrder(create: AdapterFactory): AdapterFactory {
  const createAdapter = create as unknown as (namespace: never) => PublishingAdapter;

  function createOrdered(namespace: never): PublishingAdapter {
    const adapter = createAdapter(namespace);
    const publish = adapter.doPublish?.bind(adapter);
    if (publish === undefined) return adapter;
    let last: Promise<unknown> = Promise.resolve();
    adapter.doPublish = function publishNext(message) {
      const published = last.then(() => publish(message));
      last = published.catch(() => undefined);
      return published;
    };
    return adapter;
  }

  return createOrdered as unknown as AdapterFactory;
}
