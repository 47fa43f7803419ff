import type { Connection, Done } from "../connection/connection.js";
import type { ClientClock, OfflinePolicy } from "../options.js";
import { randomKey } from "./random-key.js";
import { localError } from "./request-error.js";

/** One request, or one message that wants no answer. */
export interface Outgoing {
  readonly event: string;
  readonly payload: unknown;
  readonly policy: OfflinePolicy;
  readonly timeoutMs: number;
  /** Names it for an idempotent route. */
  readonly key: string | undefined;
  /** Gets the outcome, once. Without it nothing is answered. */
  readonly done: Done | undefined;
}

/** What is sent, and what waits until it can be. */
export interface Requests {
  /**
   * Sends it now or later, or not at all, as its policy says.
   *
   * @returns Gives it up without an outcome, or `undefined` where it was dropped.
   */
  submit(outgoing: Outgoing): (() => void) | undefined;
  /** Sends all that waits, in order. */
  up(): void;
  /** Nothing will be sent any more. */
  ended(): void;
}

interface Item extends Outgoing {
  /** Ends what it waits for now. */
  stop: () => void;
  readonly expiresAt: number;
}

/** The longest time that a timer holds, in milliseconds. */
const longestMs = 2 ** 31 - 1;

/** Makes the requests of one connection. */
export function createRequests(connection: Connection, clock?: ClientClock): Requests {
  const timers: Omit<ClientClock, "now"> = clock ?? globalThis;
  const now = (): number => clock?.now() ?? Date.now();
  /** In the order in which they were made. */
  const waiting = new Set<Item>();

  function drop(item: Outgoing): void {
    // Only `signed_out` has one: the server's, which no waiting helps against.
    const { code = "offline" } = connection.status.getSnapshot() as { readonly code?: string };
    connection.debug("dropped", item.event);
    item.done?.(localError(code, item.event, code === "offline"));
  }

  function hold(item: Item): void {
    const remove = (): void => {
      timers.clearTimeout(timer);
      waiting.delete(item);
    };
    const timer = timers.setTimeout(
      () => {
        remove();
        item.done?.(localError("timeout", item.event));
      },
      Math.min(item.expiresAt - now(), longestMs),
    );
    item.stop = remove;
    connection.debug("queued", item.event, { count: waiting.add(item).size });
  }

  function send(item: Item): boolean {
    const { event, payload, key, policy, done } = item;
    const args = key ? [payload, { idempotencyKey: key }] : payload === undefined ? [] : [payload];
    if (!done) return connection.send(event, args, policy === "drop");
    item.stop = connection.ask(event, args, item.timeoutMs, (error, data) => {
      if (error?.code !== "disconnected") done(error, data);
      // Those that were sent before it are back in the queue already.
      else if (typeof policy === "object") hold(item);
      else done(localError("disconnected", event, !!key));
    });
    return true;
  }

  function take(): Item | undefined {
    const [item] = waiting;
    item?.stop();
    return item;
  }

  return {
    submit: (outgoing) => {
      const { policy, timeoutMs, done } = outgoing;
      const queue = typeof policy === "object" ? policy : undefined;
      connection.use();
      const item: Item = {
        ...outgoing,
        key: outgoing.key ?? (queue && randomKey()),
        expiresAt: now() + (queue?.expireMs ?? timeoutMs),
        stop: () => undefined,
      };
      const giveUp = (): void => {
        item.stop();
      };
      if (connection.isUp()) return send(item) ? giveUp : undefined;
      const { is } = connection.status.getSnapshot();
      const isFirst = !connection.wasUp() && (policy !== "drop" || done);
      if (is === "signed_out" || is === "closed" || (!isFirst && !queue)) {
        drop(item);
        return undefined;
      }
      if (queue && waiting.size >= queue.queue) {
        const oldest = queue.keep === "last" ? take() : undefined;
        drop(oldest ?? item);
        if (!oldest) return undefined;
      }
      hold(item);
      return giveUp;
    },
    up: () => {
      for (let item = take(); item; item = take()) send(item);
    },
    ended: () => {
      for (let item = take(); item; item = take()) drop(item);
    },
  };
}
