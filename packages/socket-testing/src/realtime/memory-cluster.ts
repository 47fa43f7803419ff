import { ClusterAdapter, MessageType } from "socket.io-adapter";
import type { ClusterMessage, ClusterResponse } from "socket.io-adapter";
import type { Namespace, Server } from "socket.io";
import type { Scope } from "./scope.js";

/** Connects the nodes of one test: Socket.IO's own cluster adapter, with memory between the nodes instead of Redis. */
export class MemoryCluster {
  readonly #members = new Set<MemoryClusterAdapter>();

  /** What `io.adapter(...)` takes, for the server of one node. */
  adapterOf(node: Scope): Parameters<Server["adapter"]>[0] {
    // Socket.IO calls it with `new`.
    const members = this.#members;
    function createAdapter(namespace: Namespace): MemoryClusterAdapter {
      return new MemoryClusterAdapter(namespace, members, node);
    }
    return createAdapter;
  }
}

class MemoryClusterAdapter extends ClusterAdapter {
  readonly #node: Scope;
  readonly #members: Set<MemoryClusterAdapter>;

  constructor(namespace: Namespace, members: Set<MemoryClusterAdapter>, node: Scope) {
    super(namespace);
    this.#node = node;
    this.#members = members;
    members.add(this);
  }

  override close(): void {
    this.#members.delete(this);
  }

  override serverCount(): Promise<number> {
    return Promise.resolve(1 + this.#others().length);
  }

  protected override doPublish(message: ClusterMessage): Promise<string> {
    for (const other of this.#others()) this.#send(other, message);
    return Promise.resolve("");
  }

  protected override doPublishResponse(requester: string, response: ClusterResponse): Promise<void> {
    for (const other of this.#others()) if (other.uid === requester) this.#send(other, response);
    return Promise.resolve();
  }

  #others(): MemoryClusterAdapter[] {
    const { name } = this.nsp as Namespace;
    if (this.#node.isOver) return [];
    return [...this.#members].filter(
      (other) => other !== this && !other.#node.isOver && (other.nsp as Namespace).name === name,
    );
  }

  #send(other: MemoryClusterAdapter, message: ClusterMessage | ClusterResponse): void {
    const copy = overTheWire(message) as ClusterMessage | ClusterResponse;
    setImmediate(() => {
      if (other.#node.isOver) return;
      if (responses.has(copy.type)) other.onResponse(copy as ClusterResponse);
      else other.onMessage(copy as ClusterMessage);
    });
  }
}

const responses: ReadonlySet<MessageType> = new Set([
  MessageType.FETCH_SOCKETS_RESPONSE,
  MessageType.SERVER_SIDE_EMIT_RESPONSE,
  MessageType.BROADCAST_CLIENT_COUNT,
  MessageType.BROADCAST_ACK,
]);

/** What the other node reads: as JSON carries it, and bytes as they are. */
export function overTheWire(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value;
  if (ArrayBuffer.isView(value))
    return Buffer.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (value instanceof ArrayBuffer) return value.slice(0);
  const { toJSON } = value as { toJSON?: () => unknown };
  if (typeof toJSON === "function") return overTheWire(toJSON.call(value));
  if (Array.isArray(value)) return value.map((item) => overTheWire(item) ?? null);
  const entries = Object.entries(value).map(([key, item]) => [key, overTheWire(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
