import type { Connection, Done } from "./connection.js";
import type { OfflinePolicy } from "./options.js";
import { randomKey } from "./random-key.js";
import { localError } from "./request-error.js";
import type { RequestError } from "./request-error.js";

/** One request, or one message that wants no answer. */
export interface Outgoing {
  readonly event: string;
  readonly payload: unknown;
  readonly policy: OfflinePolicy;
  readonly timeoutMs: number;
  readonly key: string | undefined;
  /** Gets the outcome, once. Without it nothing is answered. */
  readonly done: Done | undefined;
}

interface Item extends Outgoing {
  /** When it is too old to be sent, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Ends what it waits for now. */
  stop: () => unknown;
}

/** The longest time that a timer holds, in milliseconds. */
const longestMs = 2 ** 31 - 1;

/** What is sent, and what waits until it can be. */
export class Requests {
  readonly #connection: Connection;
  /** In the order in which they were made. */
  #waiting: Item[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Sends it now or later, or not at all, as its policy says.
   *
   * @returns Gives it up without an outcome, or `undefined` where it was refused at once.
   */
  submit(outgoing: Outgoing): (() => void) | undefined {
    const { event, policy, timeoutMs } = outgoing;
    const queue = typeof policy === "object" ? policy : undefined;
    const connection = this.#connection;
    connection.use();
    const item: Item = {
      ...outgoing,
      key: outgoing.key ?? (queue && randomKey()),
      expiresAt: Date.now() + (queue?.expireMs ?? timeoutMs),
      stop: () => undefined,
    };
    const giveUp = (): void => {
      item.stop();
      this.#waiting = this.#waiting.filter((other) => other !== item);
    };
    if (connection.isUp) return this.#send(item) ? giveUp : undefined;
    const status = connection.status.getSnapshot();
    const isFirst = !connection.hasBeenOnline && (policy !== "drop" || outgoing.done !== undefined);
    if (status.is === "signed_out" || status.is === "closed" || (!isFirst && queue === undefined)) {
      connection.debug("dropped", event);
      outgoing.done?.(offline(event));
      return undefined;
    }
    if (queue !== undefined && !this.#makeRoom(item, queue.queue, queue.keep)) return undefined;
    this.#hold(item);
    this.#waiting.push(item);
    connection.debug("queued", event, this.#waiting.length);
    return giveUp;
  }

  /** Sends all that waits, in order. */
  up(): void {
    for (const item of this.#waiting.splice(0)) {
      item.stop();
      this.#send(item);
    }
  }

  /** Nothing will be sent any more. */
  ended(): void {
    for (const item of this.#waiting.splice(0)) this.#finish(item, offline(item.event));
  }

  #makeRoom(item: Item, most: number, keep: "first" | "last" = "first"): boolean {
    if (this.#waiting.length < most) return true;
    const refused = keep === "first" ? item : this.#waiting.shift();
    if (refused !== undefined) {
      this.#connection.debug("dropped", refused.event);
      this.#finish(refused, offline(refused.event));
    }
    return keep === "last" && most > 0;
  }

  #hold(item: Item): void {
    const expire = (): void => {
      this.#waiting = this.#waiting.filter((other) => other !== item);
      this.#finish(item, localError(item.event, "timeout", "It waited too long for a connection."));
    };
    const timer = setTimeout(expire, Math.min(item.expiresAt - Date.now(), longestMs));
    item.stop = () => {
      clearTimeout(timer);
    };
  }

  #send(item: Item): boolean {
    const { event, payload, key, policy, done } = item;
    const args =
      key === undefined ? (payload === undefined ? [] : [payload]) : [payload, { idempotencyKey: key }];
    if (done === undefined) return this.#connection.send(event, args, policy === "drop");
    item.stop = this.#connection.ask(event, args, item.timeoutMs, (error, data) => {
      if (error?.code !== "disconnected") done(error, data);
      else if (typeof policy === "object") this.#again(item);
      else done(localError(event, "disconnected", error.message, key !== undefined));
    });
    return true;
  }

  /** Its connection broke. Those that were sent before it are back in the queue already. */
  #again(item: Item): void {
    this.#waiting.push(item);
    this.#hold(item);
    this.#connection.debug("requeued", item.event, this.#waiting.length);
  }

  #finish(item: Item, error: RequestError): void {
    item.stop();
    item.done?.(error);
  }
}

function offline(event: string): RequestError {
  return localError(event, "offline", "There is no connection to the server.");
}
