import { checkOptions, clock } from "@carillon/socket-contract/server";
import type { KeptRevocation, Revocation, RevocationStore } from "./revocation-store.js";
import { keyOf } from "./revoke-target.js";

/** How {@link MemoryRevocationStore} keeps revocations. */
export interface MemoryRevocationStoreOptions {
  /** How long a revocation is kept, in milliseconds. Default a day. */
  readonly maxAgeMs?: number;
}

interface Entry {
  readonly revocation: Revocation;
  readonly at: number;
}

/** Keeps revocations in this process's memory: for one process with several authenticators, and for tests. */
export class MemoryRevocationStore implements RevocationStore {
  readonly #maxAgeMs: number;
  /** The latest of each user and session, oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(revocation: KeptRevocation) => void>();

  /**
   * @param options - See {@link MemoryRevocationStoreOptions}.
   * @throws UsageError `E_UNKNOWN_OPTION` and `E_BAD_OPTION`.
   */
  constructor(options: MemoryRevocationStoreOptions = {}) {
    checkOptions("MemoryRevocationStore", options, { maxAgeMs: "ms" });
    this.#maxAgeMs = options.maxAgeMs ?? 86_400_000;
  }

  add(revocation: Revocation): void {
    this.#forgetOld();
    const key = keyOf(revocation.target);
    this.#entries.delete(key);
    this.#entries.set(key, { revocation, at: clock.elapsed() });
    for (const listener of this.#listeners) listener({ ...revocation, ageMs: 0 });
  }

  watch(listener: (revocation: KeptRevocation) => void): void {
    this.#listeners.add(listener);
    this.#tell(listener);
  }

  read(): void {
    for (const listener of this.#listeners) this.#tell(listener);
  }

  close(): void {
    this.#listeners.clear();
  }

  #tell(listener: (revocation: KeptRevocation) => void): void {
    this.#forgetOld();
    const now = clock.elapsed();
    for (const { revocation, at } of this.#entries.values()) listener({ ...revocation, ageMs: now - at });
  }

  #forgetOld(): void {
    const oldest = clock.elapsed() - this.#maxAgeMs;
    for (const [key, { at }] of this.#entries) {
      if (at >= oldest) return;
      this.#entries.delete(key);
    }
  }
}
