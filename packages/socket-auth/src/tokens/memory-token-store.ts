import type { TokenRecord, TokenStore } from "./token-store.js";

/** Keeps tokens in this process's memory: for tests and for trying things out. */
export class MemoryTokenStore implements TokenStore {
  readonly #records = new Map<string, TokenRecord>();

  insert(record: TokenRecord): void {
    if (this.#records.has(record.id)) throw new Error("A token with this id exists already.");
    this.#records.set(record.id, record);
  }

  find(id: string): TokenRecord | undefined {
    return this.#records.get(id);
  }

  list(userId: string): readonly TokenRecord[] {
    return [...this.#records.values()].filter((record) => record.userId === userId);
  }

  touch(id: string, lastUsedAt: number): void {
    const record = this.#records.get(id);
    if (record !== undefined) this.#records.set(id, { ...record, lastUsedAt });
  }

  remove(id: string): boolean {
    return this.#records.delete(id);
  }
}
