import type { MaybePromise } from "@carillon/socket-contract/server";

/** One request that may be repeated, as a store sees it. */
export interface IdempotentRequest {
  /** Names the request: namespace, event, owner and the client's key. */
  readonly key: string;
  /** Whose it is: `"user 42"`, `"client <id>"` or `"socket <id>"`; quotas are counted by it. */
  readonly owner: string;
  /** Whether the owner is not signed in. */
  readonly isAnonymous: boolean;
  /** The same for the same payload, else another. */
  readonly fingerprint: string;
}

/** What a store knows of a request that came before. */
export interface KnownRequest {
  /** Of the request that came first. */
  readonly fingerprint: string;
  /** Its answer; `undefined` while it runs. */
  readonly answer: { readonly reply: unknown } | undefined;
}

/** Remembers requests, so that each runs once. */
export interface IdempotencyStore {
  /** Claims a request for `ttlMs` milliseconds; `undefined` says that the caller now runs it. */
  begin(request: IdempotentRequest, ttlMs: number): MaybePromise<KnownRequest | undefined>;
  /** Keeps the answer for `ttlMs` milliseconds. */
  finish(request: IdempotentRequest, reply: unknown, ttlMs: number): MaybePromise<void>;
  /** Gives up a claim after a failure, so that the request may be tried again. */
  release(request: IdempotentRequest): MaybePromise<void>;
}
