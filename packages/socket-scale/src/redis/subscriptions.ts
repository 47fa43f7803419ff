import { setTimeout as pause } from "node:timers/promises";
import type { LinkMonitor } from "../link-monitor.js";

/** How long to wait before a subscription is tried again, in milliseconds. */
const againMs = 500;

const kinds: Readonly<Record<PropertyKey, string>> = {
  ...{ subscribe: "channel", psubscribe: "pattern", ssubscribe: "shard" },
  ...{ pSubscribe: "pattern", sSubscribe: "shard" },
};
const endings: Readonly<Record<PropertyKey, string>> = {
  ...{ unsubscribe: "channel", punsubscribe: "pattern", sunsubscribe: "shard" },
  ...{ pUnsubscribe: "pattern", sUnsubscribe: "shard" },
};

/**
 * The subscriptions of an adapter. node-redis forgets one that is under way when the connection breaks, and the adapters do not look:
 * a room would never receive a broadcast again.
 */
export class Subscriptions {
  readonly #links: LinkMonitor | undefined;
  readonly #wanted = new Map<string, object>();
  #isEnded = false;

  /** @param links - Hears of a subscription that is missing, and that it is there again. */
  constructor(links: LinkMonitor | undefined) {
    this.#links = links;
  }

  /** Whether a method of either client subscribes. */
  isSubscribe(key: PropertyKey): boolean {
    return Object.hasOwn(kinds, key);
  }

  /**
   * Notes what the adapter has called, and subscribes again where that failed.
   *
   * @param key - The method.
   * @param channels - Its first argument.
   * @param run - Calls it again.
   * @param outcome - What the first call returned.
   */
  note(key: PropertyKey, channels: unknown, run: () => unknown, outcome: Promise<unknown>): void {
    if (Object.hasOwn(kinds, key)) {
      const name = `${String(kinds[key])} ${String(channels)}`;
      const subscription = {};
      this.#wanted.set(name, subscription);
      outcome.catch(() => void this.#again(name, subscription, run));
    } else if (Object.hasOwn(endings, key)) {
      for (const name of [channels, ...[channels].flat()])
        this.#wanted.delete(`${String(endings[key])} ${String(name)}`);
    }
  }

  /** Gives up what is still missing. */
  end(): void {
    this.#isEnded = true;
    this.#wanted.clear();
  }

  async #again(name: string, subscription: object, run: () => unknown): Promise<void> {
    this.#links?.lost(subscription);
    const isWanted = (): boolean => !this.#isEnded && this.#wanted.get(name) === subscription;
    while (isWanted()) {
      await pause(againMs, undefined, { ref: false });
      if (!isWanted()) break;
      try {
        await run();
        break;
      } catch {
        // Redis is still away.
      }
    }
    this.#links?.restored(subscription);
  }
}
