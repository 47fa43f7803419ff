import { SocketException } from "@carillon/socket-contract";
import { checkOptionKeys, clock, UsageError } from "@carillon/socket-contract/server";
import { payloadBytes } from "../payloads/payload-limits.js";
import type { IdempotencyStore, IdempotentRequest, KnownRequest } from "./idempotency-store.js";

/** How much a {@link MemoryIdempotencyStore} remembers. Answers leave before they are too many; running requests never do. */
export interface MemoryIdempotencyStoreOptions {
  /** Most requests in all. Default 10,000. */
  readonly maxKeys?: number;
  /** Most requests of one user or one anonymous client. Default 500. */
  readonly maxKeysPerOwner?: number;
  /** Most bytes of all answers. Default 32 MiB. */
  readonly maxBytes?: number;
  /** Most bytes of the answers of one owner; the latest answer is kept whatever its size. Default 1 MiB. */
  readonly maxBytesPerOwner?: number;
}

interface Entry {
  readonly request: IdempotentRequest;
  readonly until: number;
  readonly answer: { readonly reply: unknown } | undefined;
  readonly bytes: number;
}

/** What one owner has in the store. */
interface Owned {
  running: number;
  bytes: number;
  /** Answered requests, the oldest first. */
  readonly answered: Set<string>;
}

const mebibyte = 1_048_576;

/**
 * Remembers requests in this process.
 *
 * Where there is no room the oldest answer leaves: of the same owner when its own quota is used up, else of an anonymous client,
 * else of any. A request beyond what may run at once is refused.
 */
export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #max: Required<MemoryIdempotencyStoreOptions>;
  readonly #entries = new Map<string, Entry>();
  readonly #owners = new Map<string, Owned>();
  /** Answered requests of anonymous clients and of users, the oldest first. */
  readonly #answered = { anonymous: new Set<string>(), users: new Set<string>() };
  #bytes = 0;

  /**
   * @param options - See {@link MemoryIdempotencyStoreOptions}.
   * @throws UsageError `E_BAD_OPTION` for a bound that is no whole number of at least 1.
   */
  constructor(options: MemoryIdempotencyStoreOptions = {}) {
    checkOptionKeys("MemoryIdempotencyStore", options, [
      "maxKeys",
      "maxKeysPerOwner",
      "maxBytes",
      "maxBytesPerOwner",
    ]);
    const {
      maxKeys = 10_000,
      maxKeysPerOwner = 500,
      maxBytes = 32 * mebibyte,
      maxBytesPerOwner = mebibyte,
    } = options;
    this.#max = { maxKeys, maxKeysPerOwner, maxBytes, maxBytesPerOwner };
    for (const [name, max] of Object.entries(this.#max)) {
      if (Number.isInteger(max) && max >= 1) continue;
      throw new UsageError("E_BAD_OPTION", `MemoryIdempotencyStore: ${name} is a whole number, at least 1.`);
    }
  }

  /**
   * Claims a request; see {@link IdempotencyStore.begin}.
   *
   * @throws SocketException `too_many_requests` where an owner has too many running, `unavailable` where all have.
   */
  begin(request: IdempotentRequest, ttlMs: number): KnownRequest | undefined {
    const { key, owner } = request;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      if (known.until > clock.elapsed()) {
        return { fingerprint: known.request.fingerprint, answer: known.answer };
      }
      this.#remove(known);
    }
    const { maxKeys, maxKeysPerOwner } = this.#max;
    const owned = this.#owned(owner);
    if (owned.running + owned.answered.size >= maxKeysPerOwner && !this.#removeOldest(owned.answered)) {
      throw new SocketException("Too many of your requests run at once.", {
        code: "too_many_requests",
        retryable: true,
      });
    }
    if (this.#entries.size >= maxKeys && !this.#removeOldestOfAll()) {
      throw new SocketException("Too many requests run at once.", { code: "unavailable", retryable: true });
    }
    this.#add({ request, until: clock.elapsed() + ttlMs, answer: undefined, bytes: 0 });
    return undefined;
  }

  /** Keeps an answer; see {@link IdempotencyStore.finish}. */
  finish(request: IdempotentRequest, reply: unknown, ttlMs: number): void {
    const running = this.#entries.get(request.key);
    if (running !== undefined) this.#remove(running);
    const bytes = payloadBytes(reply);
    this.#add({ request, until: clock.elapsed() + ttlMs, answer: { reply }, bytes });
    const owned = this.#owned(request.owner);
    while (owned.bytes > this.#max.maxBytesPerOwner && owned.answered.size > 1)
      this.#removeOldest(owned.answered);
    while (this.#bytes > this.#max.maxBytes && this.#bytes > bytes) this.#removeOldestOfAll();
  }

  /** Gives up a claim; see {@link IdempotencyStore.release}. */
  release({ key }: IdempotentRequest): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#remove(entry);
  }

  #owned(owner: string): Owned {
    return this.#owners.get(owner) ?? { running: 0, bytes: 0, answered: new Set() };
  }

  #add(entry: Entry): void {
    const { key, owner, isAnonymous } = entry.request;
    const owned = this.#owned(owner);
    this.#owners.set(owner, owned);
    this.#entries.set(key, entry);
    if (entry.answer === undefined) {
      owned.running++;
      return;
    }
    owned.answered.add(key);
    owned.bytes += entry.bytes;
    this.#bytes += entry.bytes;
    (isAnonymous ? this.#answered.anonymous : this.#answered.users).add(key);
  }

  #remove(entry: Entry): void {
    const { key, owner } = entry.request;
    const owned = this.#owned(owner);
    this.#entries.delete(key);
    this.#answered.anonymous.delete(key);
    this.#answered.users.delete(key);
    this.#bytes -= entry.bytes;
    owned.bytes -= entry.bytes;
    if (!owned.answered.delete(key)) owned.running--;
    if (owned.running === 0 && owned.answered.size === 0) this.#owners.delete(owner);
  }

  #removeOldestOfAll(): boolean {
    return this.#removeOldest(this.#answered.anonymous) || this.#removeOldest(this.#answered.users);
  }

  #removeOldest(keys: ReadonlySet<string>): boolean {
    const [oldest] = keys;
    const entry = oldest === undefined ? undefined : this.#entries.get(oldest);
    if (entry === undefined) return false;
    this.#remove(entry);
    return true;
  }
}
