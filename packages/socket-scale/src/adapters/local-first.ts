import type { AdapterFactory } from "../scale-options.js";

/** What is used of Socket.IO's cluster adapter, the base of the Redis Streams adapter. */
interface ClusterAdapter {
  readonly nsp: { readonly server: { readonly opts?: { readonly connectionStateRecovery?: unknown } } };
  broadcast(packet: unknown, options: BroadcastOptions): unknown;
  publish(message: { type: number; data: unknown }): unknown;
}

interface BroadcastOptions {
  readonly rooms: ReadonlySet<string>;
  readonly except?: ReadonlySet<string>;
  readonly flags?: { readonly local?: boolean };
}

/** The type of a broadcast between nodes. */
const broadcastMessage = 3;

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

/** The in-memory adapter's `broadcast`: the one furthest up the chain. */
function baseBroadcast(adapter: ClusterAdapter): ClusterAdapter["broadcast"] | undefined {
  let found: ClusterAdapter["broadcast"] | undefined;
  for (let level: unknown = adapter; level !== null; level = Object.getPrototypeOf(level)) {
    const own: unknown = Object.getOwnPropertyDescriptor(level, "broadcast")?.value;
    if (typeof own === "function") found = own as ClusterAdapter["broadcast"];
  }
  return found;
}
