import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { SocketException } from "@carillon/socket-contract";
import type { Call, Step } from "../dispatch/call.js";
import { droppedEvent } from "../dispatch/dropped-event.js";
import type { EventContext } from "../dispatch/event-context.js";
import type { IdempotencyStore, IdempotentRequest } from "./idempotency-store.js";
import { ownerOf } from "./request-owner.js";
import { RunningRequests } from "./running-requests.js";

/** How a route recognises a repeated request. */
export interface IdempotencyOptions {
  /**
   * The request's own key, or `undefined` when it has none. `payload` is what the client sent, before validation. Default:
   * `idempotencyKey` of the payload, or of an object sent as second argument; at most 200 characters.
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
 * A key that comes again with another payload is refused.
 */
export function idempotently(options: true | IdempotencyOptions, store: IdempotencyStore, next: Step): Step {
  const { key: customKey, ttlMs = defaultTtlMs } = options === true ? {} : options;
  const running = new RunningRequests();

  function keyOf(call: Call): string | undefined {
    return customKey === undefined ? ownKey(call) : customKey(call.sent, call);
  }

  async function runKeyed(call: Call, request: IdempotentRequest): Promise<unknown> {
    let known = await store.begin(request, ttlMs);
    while (known !== undefined) {
      if (known.fingerprint !== request.fingerprint) throw otherPayload();
      if (known.answer !== undefined) return known.answer.reply;
      if (call.settled) throw droppedEvent;
      // Its twin runs on another node: the events behind it must not wait for that.
      call.host.skip(call);
      await wait(pollMs, undefined, { ref: false });
      known = await store.begin(request, ttlMs);
    }
    return runClaimed(call, request);
  }

  async function runClaimed(call: Call, request: IdempotentRequest): Promise<unknown> {
    let reply: unknown;
    try {
      reply = await next(call);
    } catch (error) {
      await attempt(call, () => store.release(request));
      throw error;
    }
    // The handler has run: without a note of it the answer is still the answer.
    await attempt(call, () => store.finish(request, reply, ttlMs));
    return reply;
  }

  async function runTwin(call: Call, first: Promise<unknown>): Promise<unknown> {
    call.host.skip(call);
    try {
      return await first;
    } catch (error) {
      if (error === droppedEvent && !call.settled) return runIdempotently(call);
      throw error;
    }
  }

  function runIdempotently(call: Call): Promise<unknown> {
    const key = keyOf(call);
    const { owner, isAnonymous } = ownerOf(call);
    const fingerprint = fingerprintOf(call, key !== undefined);
    const scope = `${call.namespace}\n${call.event}\n${owner}\n`;
    const name = key === undefined ? `${scope}payload ${fingerprint}` : `${scope}key ${key}`;
    const first = running.find(name);
    if (first !== undefined) {
      if (first.fingerprint !== fingerprint) throw otherPayload();
      return runTwin(call, first.reply);
    }
    return running.run(name, owner, fingerprint, call, () =>
      key === undefined ? next(call) : runKeyed(call, { key: name, owner, isAnonymous, fingerprint }),
    );
  }

  return runIdempotently;
}

/** Tells a store, whose failure must not become the request's. */
async function attempt(call: Call, tell: () => unknown): Promise<void> {
  try {
    await tell();
  } catch (error) {
    call.host.note({ event: "idempotency_store_failed", err: error }, "The idempotency store failed");
  }
}

function otherPayload(): SocketException {
  return new SocketException(
    "This idempotency key belongs to a request with another payload; take a new key for a new request.",
    { code: "bad_input", status: 422 },
  );
}

/** What the client sent, as a short text. An object behind the payload that only carries the key is not part of it. */
function fingerprintOf({ sent, extra }: Call, hasKey: boolean): string {
  const parts = hasKey ? [sent] : [sent, ...extra];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

function ownKey({ sent, extra }: Call): string | undefined {
  for (const holder of [sent, ...extra]) {
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, "idempotencyKey")) continue;
    const { idempotencyKey } = holder as { idempotencyKey: unknown };
    if (typeof idempotencyKey === "string" && idempotencyKey !== "" && idempotencyKey.length <= 200)
      return idempotencyKey;
  }
  return undefined;
}
