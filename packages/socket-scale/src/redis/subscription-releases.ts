import type { RedisClient } from "./redis-client.js";
import type { Method } from "../shielded.js";

/** How each way to subscribe is undone, by the names of both clients. */
const endings: Readonly<Record<PropertyKey, string>> = {
  subscribe: "unsubscribe",
  sSubscribe: "sUnsubscribe",
  ssubscribe: "sunsubscribe",
};

const isEnding: ReadonlySet<PropertyKey> = new Set(Object.values(endings));

/** How ioredis hands over what comes on any of its channels. */
const messageEvents: ReadonlySet<unknown> = new Set(["messageBuffer", "smessageBuffer"]);

/** Undoes the subscriptions of an adapter that leaves them behind, for each channel. */
export class SubscriptionReleases {
  readonly #undo = new Map<string, (() => void)[]>();
  /** Of the subscription that was taken last: with ioredis the listener follows it. */
  #latest: (() => void)[] = [];

  /**
   * Notes a call of the adapter.
   *
   * @param client - The client that the adapter called.
   * @param key - The method.
   * @param args - What it was called with.
   */
  note(client: RedisClient, key: PropertyKey, args: readonly unknown[]): void {
    const methods = client as unknown as Record<string, Method | undefined>;
    const ending = Object.hasOwn(endings, key) ? endings[key] : undefined;
    if (ending !== undefined) {
      const [first] = [args[0]].flat();
      const known = this.#undo.get(String(first));
      this.#latest = known ?? [];
      this.#latest.push(() => void methods[ending]?.call(client, ...args));
      if (known === undefined) this.#undo.set(String(first), this.#latest);
    } else if (isEnding.has(key)) {
      for (const channel of [args[0]].flat()) this.#undo.delete(String(channel));
    } else if (key === "on" && messageEvents.has(args[0])) {
      this.#latest.push(() => void methods["off"]?.call(client, ...args));
    }
  }

  /** Ends the subscription that begins with a channel, if there is one. */
  release(channel: string): void {
    const undo = this.#undo.get(channel) ?? [];
    this.#undo.delete(channel);
    for (const each of undo) each();
  }
}
