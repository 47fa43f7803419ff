import { networkOf } from "carillon/router";

/** How many wrong passwords are checked before further ones are refused. */
export interface SignInLimitOptions {
  /** Failed attempts for one name, from any address. Default 10. */
  readonly perName?: number;
  /** Failed attempts from one address, for any name. Default 30. */
  readonly perAddress?: number;
  /** How long a failure counts, in milliseconds. Default 5 minutes. */
  readonly windowMs?: number;
  /** The clock, in milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

/** Names and addresses that are remembered at once; the oldest is forgotten first. */
const maxKeys = 10_000;

interface Failures {
  count: number;
  readonly endsAt: number;
}

/** Limits failed sign-ins by name and by address, before a password is hashed: hashing is what an attacker would make us do. */
export class SignInLimits {
  readonly #options: Required<SignInLimitOptions>;
  readonly #failures = new Map<string, Failures>();

  constructor(options: SignInLimitOptions = {}) {
    this.#options = { perName: 10, perAddress: 30, windowMs: 300_000, now: Date.now, ...options };
  }

  /**
   * Counts an attempt as failed until {@link SignInLimits.succeeded} says otherwise, so that attempts at the same time count too.
   *
   * @returns How long to wait in milliseconds, or 0 for an attempt that may go on.
   */
  begin(name: string, address: string): number {
    const { perName, perAddress } = this.#options;
    const waitMs = Math.max(
      this.#waitOf(nameKey(name), perName),
      this.#waitOf(addressKey(address), perAddress),
    );
    if (waitMs > 0) return waitMs;
    this.#count(nameKey(name));
    this.#count(addressKey(address));
    return 0;
  }

  /** Forgets the failures of a name whose password was right, and this attempt of its address. */
  succeeded(name: string, address: string): void {
    this.#failures.delete(nameKey(name));
    const failures = this.#failures.get(addressKey(address));
    if (failures) failures.count -= 1;
  }

  #waitOf(key: string, limit: number): number {
    const failures = this.#failures.get(key);
    if (failures === undefined || failures.count < limit) return 0;
    return Math.max(0, failures.endsAt - this.#options.now());
  }

  #count(key: string): void {
    const { now, windowMs } = this.#options;
    const known = this.#failures.get(key);
    if (known && known.endsAt > now()) {
      known.count += 1;
      return;
    }
    this.#failures.delete(key);
    this.#failures.set(key, { count: 1, endsAt: now() + windowMs });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > maxKeys && oldest !== undefined) this.#failures.delete(oldest);
  }
}

function nameKey(name: string): string {
  return `name ${name.trim().toLowerCase()}`;
}

/** Of an IPv6 address the first half counts: a network has the other half to itself. */
function addressKey(address: string): string {
  return `address ${networkOf(address)}`;
}
