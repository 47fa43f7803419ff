import type { MaybePromise } from "@carillon/socket-contract/server";

/** One opaque token as it is kept: without the secret, which nobody can read back. */
export interface TokenRecord {
  /** The public half, before the `|`. */
  readonly id: string;
  /** Whose it is. */
  readonly userId: string;
  /** What its owner calls it, such as a device. */
  readonly name: string;
  /** SHA-256 of the secret half, in hexadecimal. */
  readonly hash: string;
  /** What it may do; `"*"` is everything. */
  readonly abilities: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it ends, in milliseconds since the epoch; `null` for never. */
  readonly expiresAt: number | null;
  /** When it was last accepted, to the minute; `null` for never. */
  readonly lastUsedAt: number | null;
}

/** Where {@link tokenGuard} keeps tokens. A store that answers without promises makes re-checks cost none. */
export interface TokenStore {
  insert(record: TokenRecord): MaybePromise<void>;
  find(id: string): MaybePromise<TokenRecord | undefined>;
  /** The tokens of a user, oldest first. */
  list(userId: string): MaybePromise<readonly TokenRecord[]>;
  touch(id: string, lastUsedAt: number): MaybePromise<void>;
  /** Returns whether there was one. */
  remove(id: string): MaybePromise<boolean>;
}

/**
 * Keeps tokens in this process's memory: for tests and for trying things out.
 *
 * @returns An empty store.
 */
export function memoryTokenStore(): TokenStore {
  const records = new Map<string, TokenRecord>();
  return {
    insert(record) {
      if (records.has(record.id)) throw new Error("A token with this id exists already.");
      records.set(record.id, record);
    },
    find: (id) => records.get(id),
    list: (userId) => [...records.values()].filter((record) => record.userId === userId),
    touch(id, lastUsedAt) {
      const record = records.get(id);
      if (record !== undefined) records.set(id, { ...record, lastUsedAt });
    },
    remove: (id) => records.delete(id),
  };
}
