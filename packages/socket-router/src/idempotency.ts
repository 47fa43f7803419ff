import { setTimeout as wait } from "node:timers/promises";
import type { Call } from "./call.js";
import type { Step } from "./compose.js";
import type { EventContext } from "./context.js";
import type { IdempotencyStore } from "./idempotency-store.js";

/** How a route recognises a repeated request. */
export interface IdempotencyOptions {
  /**
   * The request's own key, or `undefined` when it has none. Default: `idempotencyKey` of the payload, or of an object
   * sent as second argument; at most 200 characters.
   */
  readonly key?: (payload: unknown, context: EventContext) => string | undefined;
  /** How long the first answer is kept, in milliseconds. Default 5 minutes. */
  readonly ttlMs?: number;
}

const defaultTtlMs = 5 * 60_000;
/** How often a request looks whether its twin on another node has ended, in milliseconds. */
const pollMs = 100;

/**
 * Runs a request once and answers its repetitions with the first answer.
 *
 * A request is recognised by its key for as long as the answer is kept; without a key by user, event and payload while the
 * first one still runs, which is how Socket.IO's `retries` repeats a request. Failures are not kept: they may be tried again.
 */
export function idempotently(options: true | IdempotencyOptions, store: IdempotencyStore, next: Step): Step {
  const { key: keyOf = ownKey, ttlMs = defaultTtlMs } = options === true ? {} : options;
  const running = new Map<string, Promise<unknown>>();

  async function runKeyed(call: Call, name: string): Promise<unknown> {
    let known = await store.begin(name, ttlMs);
    while (known === "running" && !call.settled) {
      await wait(pollMs, undefined, { ref: false });
      known = await store.begin(name, ttlMs);
    }
    if (typeof known === "object") return known.reply;
    try {
      const reply = await next(call);
      await store.finish(name, reply, ttlMs);
      return reply;
    } catch (error) {
      await store.release(name);
      throw error;
    }
  }

  return function runIdempotently(call) {
    const key = keyOf(call.payload, call);
    const scope = `${call.socket.nsp.name}\n${call.event}\n${call.userId ?? `socket ${call.socket.id}`}\n`;
    const name = key === undefined ? `${scope}payload ${JSON.stringify(call.payload)}` : `${scope}key ${key}`;
    const first = running.get(name);
    if (first !== undefined) {
      // This one's handler never begins: nobody must wait for it.
      call.started = true;
      return first;
    }
    const reply = (async () => (key === undefined ? next(call) : runKeyed(call, name)))();
    running.set(name, reply);
    const forget = (): void => void running.delete(name);
    reply.then(forget, forget);
    return reply;
  };
}

function ownKey(payload: unknown, context: EventContext): string | undefined {
  for (const holder of [payload, ...(context as Call).extra]) {
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, "idempotencyKey")) continue;
    const { idempotencyKey } = holder as { idempotencyKey: unknown };
    if (typeof idempotencyKey === "string" && idempotencyKey !== "" && idempotencyKey.length <= 200)
      return idempotencyKey;
  }
  return undefined;
}
