import { setTimeout as wait } from "node:timers/promises";
import type { Call } from "./call.js";
import type { Step } from "./compose.js";
import type { EventContext } from "./context.js";
import { droppedEvent } from "./dropped-event.js";
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
/** How many requests of one route are kept in mind while they run. */
const maxRunning = 10_000;
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
    while (known === "running") {
      if (call.settled) throw droppedEvent;
      // Its twin runs on another node: nobody behind it in the queue must wait for that.
      call.connection.skip(call);
      await wait(pollMs, undefined, { ref: false });
      known = await store.begin(name, ttlMs);
    }
    return known === undefined ? runClaimed(call, name) : known.reply;
  }

  async function runClaimed(call: Call, name: string): Promise<unknown> {
    let reply: unknown;
    try {
      reply = await next(call);
    } catch (error) {
      await attempt(call, () => store.release(name));
      throw error;
    }
    // The handler has run: without a note of it the answer is still the answer.
    await attempt(call, () => store.finish(name, reply, ttlMs));
    return reply;
  }

  async function runTwin(call: Call, first: Promise<unknown>): Promise<unknown> {
    call.connection.skip(call);
    try {
      return await first;
    } catch (error) {
      if (error === droppedEvent && !call.settled) return runIdempotently(call);
      throw error;
    }
  }

  function runIdempotently(call: Call): Promise<unknown> {
    const key = keyOf(call.payload, call);
    const owner = call.userId === null ? `socket ${call.socket.id}` : `user ${call.userId}`;
    const scope = `${call.namespace}\n${call.event}\n${owner}\n`;
    const name = key === undefined ? `${scope}payload ${JSON.stringify(call.payload)}` : `${scope}key ${key}`;
    const first = running.get(name);
    if (first !== undefined) return runTwin(call, first);
    const reply = key === undefined ? promiseOf(() => next(call)) : runKeyed(call, name);
    remember(name, reply);
    return reply;
  }

  function remember(name: string, reply: Promise<unknown>): void {
    function forget(): void {
      if (running.get(name) === reply) running.delete(name);
    }
    running.set(name, reply);
    reply.then(forget, forget);
    const [oldest] = running.keys();
    // Handlers that never settle must not fill the memory.
    if (running.size > maxRunning && oldest !== undefined) running.delete(oldest);
  }

  return runIdempotently;
}

/** Runs a step at once; what it throws is a rejection. */
function promiseOf(step: () => unknown): Promise<unknown> {
  return new Promise((resolve) => {
    resolve(step());
  });
}

/** Tells a store, whose failure must not become the request's. */
async function attempt(call: Call, tell: () => unknown): Promise<void> {
  try {
    await tell();
  } catch (error) {
    call.connection.note("The idempotency store failed", error);
  }
}

function ownKey(payload: unknown, context: EventContext): string | undefined {
  for (const holder of [payload, ...((context as Partial<Call>).extra ?? [])]) {
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, "idempotencyKey")) continue;
    const { idempotencyKey } = holder as { idempotencyKey: unknown };
    if (typeof idempotencyKey === "string" && idempotencyKey !== "" && idempotencyKey.length <= 200)
      return idempotencyKey;
  }
  return undefined;
}
