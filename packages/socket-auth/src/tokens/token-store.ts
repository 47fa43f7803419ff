import type { MaybePromise } from "@carillon/socket-contract/server";

/** One opaque token as it is kept: with a hash instead of its secret. */
export interface TokenRecord {
  /** The public half, before the `|`. */
  readonly id: string;
  /** The id of the user it belongs to. */
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

/** Where {@link tokenGuard} keeps tokens. With a store that answers without promises, re-checks stay synchronous. */
export interface TokenStore {
  insert(record: TokenRecord): MaybePromise<void>;
  find(id: string): MaybePromise<TokenRecord | undefined>;
  /** The tokens of a user, oldest first. */
  list(userId: string): MaybePromise<readonly TokenRecord[]>;
  touch(id: string, lastUsedAt: number): MaybePromise<void>;
  /** Returns whether there was one. */
  remove(id: string): MaybePromise<boolean>;
}
