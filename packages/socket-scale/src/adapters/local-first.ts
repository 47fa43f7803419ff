import type { AdapterFactory } from "../scale-options.js";
import { baseBroadcast, broadcastMessage } from "../socket-io-internals.js";
import type { ClusterAdapter } from "../socket-io-internals.js";

/**
 * Makes an adapter deliver to the clients of its own node before it tells the others.
 *
 * The Redis Streams adapter waits for Redis first, so that an outage would silence every node for its own clients. With
 * connection state recovery it has to wait, since the answer of Redis is the offset that clients resume from.
 */
export function deliverLocallyFirst(create: AdapterFactory): AdapterFactory {
  const createAdapter = create as unknown as (namespace: never) => ClusterAdapter;

  function createLocalFirst(namespace: never): ClusterAdapter {
    const adapter = createAdapter(namespace);
    const inMemory = baseBroadcast(adapter);
    const isKnown = inMemory !== undefined && typeof adapter.publish === "function";
    if (!isKnown || adapter.nsp.server.opts?.connectionStateRecovery) return adapter;
    adapter.broadcast = function broadcastLocallyFirst(packet, options) {
      inMemory.call(adapter, packet, options);
      if (options.flags?.local) return;
      const { rooms, except = new Set(), flags } = options;
      adapter.publish({
        type: broadcastMessage,
        data: { packet, opts: { rooms: [...rooms], except: [...except], flags } },
      });
    };
    return adapter;
  }

  return createLocalFirst as unknown as AdapterFactory;
}
