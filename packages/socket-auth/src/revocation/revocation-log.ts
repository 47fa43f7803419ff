/** Whom a revocation means: every session of a user, or one session on whatever device it is. */
export type RevokeTarget = { readonly userId: string | number } | { readonly sessionId: string };

/** Who may be meant by a revocation. */
export interface Revocable {
  readonly id: string;
  readonly sessionId?: string;
}

/**
 * Remembers recent revocations, so that what was decided before one is not acted upon after it.
 *
 * Every revocation gets the next number. Whoever asks a guard notes the number before and compares afterwards. At most
 * `capacity` are kept; what is older than the oldest kept one counts as revoked, so that forgetting never lets anybody in.
 */
export class RevocationLog {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  #forgotten: Entry = { number: 0, at: 0 };
  #last = 0;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /** The number of the latest revocation. */
  get last(): number {
    return this.#last;
  }

  add(target: RevokeTarget): void {
    const key = keyOf(target);
    this.#entries.delete(key);
    this.#entries.set(key, { number: ++this.#last, at: Date.now() });
    if (this.#entries.size <= this.#capacity) return;
    const [oldest] = this.#entries;
    if (oldest === undefined) return;
    this.#forgotten = oldest[1];
    this.#entries.delete(oldest[0]);
  }

  /** Whether this identity was revoked, or may have been, after the given number. */
  since(number: number, who: Revocable): boolean {
    if (number === this.#last) return false;
    return number < this.#forgotten.number || this.#entriesOf(who).some((entry) => entry.number > number);
  }

  /** The same for a point in time, which another node may have noted with a clock of its own. */
  sinceTime(at: number, who: Revocable): boolean {
    const earliest = at - clockSkewMs;
    return this.#forgotten.at > earliest || this.#entriesOf(who).some((entry) => entry.at > earliest);
  }

  #entriesOf({ id, sessionId }: Revocable): readonly Entry[] {
    const keys = [keyOf({ userId: id }), ...(sessionId === undefined ? [] : [keyOf({ sessionId })])];
    return keys.flatMap((key) => this.#entries.get(key) ?? []);
  }
}

/** How far the clocks of two nodes may be apart. */
const clockSkewMs = 5_000;

interface Entry {
  readonly number: number;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

/** One key for a user or a session. */
export function keyOf(target: RevokeTarget): string {
  return "userId" in target ? `user:${String(target.userId)}` : `session:${target.sessionId}`;
}
