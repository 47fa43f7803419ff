import { clock } from "@carillon/socket-contract/server";
import type { KeptRevocation, Revocation } from "./revocation-store.js";
import { keyOf, keysOf } from "./revoke-target.js";
import type { Revocable } from "./revoke-target.js";

/** A point in the order of events on this node. */
export interface Moment {
  /** The number of the latest revocation that this node knew. */
  readonly number: number;
  /** Milliseconds that only ever grow on this node: a clock that is set back must not let a session outlive its revocation. */
  readonly at: number;
}

interface Entry extends Revocation {
  readonly number: number;
  /** When it was decided, by the same milliseconds, and at the latest. */
  readonly at: number;
}

/**
 * The recent revocations that this node knows, so that what was decided before one is not acted upon after it.
 *
 * Each gets the next number. A sign-in takes the {@link Moment} before it asks a guard and compares afterwards. At most
 * `capacity` are kept; what is older than the oldest kept one counts as revoked, so that forgetting lets no session in.
 */
export class RevocationLog {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  #forgotten: Pick<Entry, "number" | "at"> = { number: 0, at: -Infinity };
  #last = 0;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /** The number of the latest revocation that this node knows. */
  get latest(): number {
    return this.#last;
  }

  /** Now. */
  now(): Moment {
    return { number: this.#last, at: clock.elapsed() };
  }

  /**
   * Notes a revocation.
   *
   * @param ageMs - How long ago it was decided, in milliseconds.
   * @returns When it was decided, as {@link Moment.at} counts; `undefined` for one that is known, or older than a known one of the
   * same target.
   */
  add({ id, target }: Revocation, ageMs: number): number | undefined {
    const key = keyOf(target);
    const at = clock.elapsed() - Math.max(0, ageMs);
    const known = this.#entries.get(key);
    if (known !== undefined && (known.id === id || known.at > at)) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, { id, target, number: ++this.#last, at });
    this.#forgetOldest();
    return at;
  }

  /** Whether this identity was revoked, or may have been, after a moment. */
  since(moment: Moment, who: Revocable): boolean {
    if (moment.number === this.#last) return false;
    if (moment.number < this.#forgotten.number && moment.at <= this.#forgotten.at) return true;
    return this.#entriesOf(who).some(({ number, at }) => number > moment.number && at >= moment.at);
  }

  /** Whether it was revoked, or may have been, within the last so many milliseconds. */
  within(ms: number, who: Revocable): boolean {
    const earliest = clock.elapsed() - ms;
    return this.#forgotten.at > earliest || this.#entriesOf(who).some(({ at }) => at > earliest);
  }

  /** What other nodes are told of after a gap: the latest revocation of each user and session, oldest first. */
  kept(): readonly KeptRevocation[] {
    const now = clock.elapsed();
    return [...this.#entries.values()].map(({ id, target, at }) => ({ id, target, ageMs: now - at }));
  }

  #forgetOldest(): void {
    if (this.#entries.size <= this.#capacity) return;
    const [oldest] = this.#entries;
    if (oldest === undefined) return;
    const [key, { number, at }] = oldest;
    this.#forgotten = { number, at: Math.max(at, this.#forgotten.at) };
    this.#entries.delete(key);
  }

  #entriesOf(who: Revocable): readonly Entry[] {
    return keysOf(who).flatMap((key) => this.#entries.get(key) ?? []);
  }
}
