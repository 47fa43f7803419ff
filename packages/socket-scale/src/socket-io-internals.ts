import type { Method } from "./shielded.js";

/** What is used of Socket.IO's cluster adapter, the base of the Redis Streams adapter. */
export interface ClusterAdapter {
  readonly nsp: { readonly server: { readonly opts?: { readonly connectionStateRecovery?: unknown } } };
  broadcast(packet: unknown, options: BroadcastOptions): unknown;
  publish(message: { type: number; data: unknown }): unknown;
}

interface BroadcastOptions {
  readonly rooms: ReadonlySet<string>;
  readonly except?: ReadonlySet<string>;
  readonly flags?: { readonly local?: boolean };
}

/** The type of a broadcast between nodes, in the cluster adapter. */
export const broadcastMessage = 3;

/** The in-memory adapter's `broadcast`: the one furthest up the chain. `undefined` for an adapter of another kind. */
export function baseBroadcast(adapter: ClusterAdapter): ClusterAdapter["broadcast"] | undefined {
  let found: ClusterAdapter["broadcast"] | undefined;
  for (let level: unknown = adapter; level !== null; level = Object.getPrototypeOf(level)) {
    const own: unknown = Object.getOwnPropertyDescriptor(level, "broadcast")?.value;
    if (typeof own === "function") found = own as ClusterAdapter["broadcast"];
  }
  return found;
}

/** By which methods an adapter takes what arrives from other nodes: Redis Streams, pub/sub. */
export const entrances = ["onRawMessage", "onrequest"] as const;

/** The adapters that have such a method. */
export type Entrances = Partial<Record<(typeof entrances)[number], Method>>;
