import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import {
  checkGivenOptions,
  checkOptions,
  checkPart,
  clock,
  isThenable,
} from "@carillon/socket-contract/server";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { Guard, Recognised } from "../guards/guard.js";
import type { TokenRecord, TokenStore } from "./token-store.js";

/** How {@link tokenGuard} works. */
export interface TokenGuardOptions<User> {
  /** Where tokens are kept. */
  readonly store: TokenStore;
  /** Finds the user of a token, again at every re-check; `null` refuses. Default `{ id }`. */
  readonly user?: (userId: string) => MaybePromise<User | null | undefined>;
}

/** What a new token may do and for how long. */
export interface CreateTokenOptions {
  /** What its owner calls it, such as a device. Default `""`. */
  readonly name?: string;
  /** What it may do, for `can:<ability>`. Default `["*"]`, everything. */
  readonly abilities?: readonly string[];
  /** How long it holds, in milliseconds. Default: for ever. */
  readonly expiresInMs?: number;
}

/** A new token. This is the only time that its text is known. */
export interface CreatedToken {
  /** What the client sends: `id|secret`. */
  readonly token: string;
  /** Its public half; also the `sessionId` of identities that it signs in, for `revoke({ sessionId })`. */
  readonly id: string;
  /** When it ends, in milliseconds since the epoch; `null` for never. */
  readonly expiresAt: number | null;
}

/** A guard for opaque tokens, which also makes and revokes them. */
export interface TokenGuard<User> extends Guard<User> {
  /** Makes a token for a user. */
  createToken(userId: string | number, options?: CreateTokenOptions): Promise<CreatedToken>;
  /**
   * Makes a token worthless: sockets that use it fail at their next protected event. Call `revoke({ sessionId: id })` of
   * the authenticator as well to disconnect them at once.
   *
   * @param token - The token, or its id alone. A token whose secret is wrong revokes nothing.
   * @returns Whether there was one.
   */
  revokeToken(token: string): Promise<boolean>;
  /** Makes all tokens of a user worthless; returns their ids. */
  revokeTokensOf(userId: string | number): Promise<readonly string[]>;
}

/** How exact `lastUsedAt` is; one write a minute, however many events are checked. */
const touchEveryMs = 60_000;

/** Compared with for an unknown id, so that it takes as long as a wrong secret. */
const emptyHash = hashOf("").toString("hex");

/**
 * Makes a guard for opaque API tokens, `id|secret`, of which only a hash is kept.
 *
 * @param options - The store and how to find a user; see {@link TokenGuardOptions}.
 * @returns A guard that can also create and revoke tokens.
 * @example
 * ```ts
 * import { createSocketAuthMiddleware, MemoryTokenStore, tokenGuard } from "@carillon/socket-auth";
 * import { Server } from "socket.io";
 *
 * const api = tokenGuard({ store: new MemoryTokenStore(), user: (id) => ({ id, name: "Ada" }) });
 * const { token } = await api.createToken(42, { abilities: ["chat"], expiresInMs: 3_600_000 });
 * console.log(token); // give it to the client, once
 * new Server().use(createSocketAuthMiddleware({ guard: api }));
 * ```
 * @see https://laravel.com/docs/sanctum#api-token-authentication
 */
export function tokenGuard<User = { id: string }>(options: TokenGuardOptions<User>): TokenGuard<User> {
  checkGivenOptions("tokenGuard", options, ["store", "user"]);
  checkOptions("tokenGuard", options, { store: "any", user: "function" });
  const { store } = options;
  checkPart("tokenGuard", store, ["find"], "a store: tokenGuard({ store: new MemoryTokenStore() })");
  const findUser = options.user ?? ((id: string) => ({ id }) as User);

  function accept(token: string): MaybePromise<Recognised<User> | null> {
    const [id, secret] = split(token);
    if (secret === undefined) return null;
    return chain(store.find(id), (record) => {
      if (!isSecretOf(record, secret) || record === undefined || hasEnded(record)) return null;
      return chain(findUser(record.userId), (user) => {
        if (user === null || user === undefined) return null;
        return chain(touched(store, record), () => recognised(user, record));
      });
    });
  }

  return {
    name: "token",
    authenticate: ({ token }) => accept(token),
    recheck: (_identity, { token }) => accept(token),
    async createToken(userId, { name = "", abilities = ["*"], expiresInMs } = {}) {
      const id = randomBytes(9).toString("hex");
      const secret = randomBytes(32).toString("base64url");
      const createdAt = clock.now();
      const expiresAt = expiresInMs === undefined ? null : createdAt + expiresInMs;
      const hash = hashOf(secret).toString("hex");
      await store.insert({
        id,
        userId: String(userId),
        name,
        hash,
        abilities: [...abilities],
        createdAt,
        expiresAt,
        lastUsedAt: null,
      });
      return { token: `${id}|${secret}`, id, expiresAt };
    },
    async revokeToken(token) {
      const [id, secret] = split(token);
      if (secret !== undefined && !isSecretOf(await store.find(id), secret)) return false;
      return store.remove(id);
    },
    async revokeTokensOf(userId) {
      const ids = (await store.list(String(userId))).map(({ id }) => id);
      for (const id of ids) await store.remove(id);
      return ids;
    },
  };
}

function split(token: string): [id: string, secret: string | undefined] {
  const bar = token.indexOf("|");
  return bar < 0 ? [token, undefined] : [token.slice(0, bar), token.slice(bar + 1)];
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** In constant time, whether there is a token or not. */
function isSecretOf(record: TokenRecord | undefined, secret: string): boolean {
  const isEqual = timingSafeEqual(hashOf(secret), Buffer.from(record?.hash ?? emptyHash, "hex"));
  return record !== undefined && isEqual;
}

function hasEnded({ expiresAt }: TokenRecord): boolean {
  return expiresAt !== null && expiresAt <= clock.now();
}

function touched(store: TokenStore, { id, lastUsedAt }: TokenRecord): MaybePromise<void> {
  const now = clock.now();
  return lastUsedAt !== null && now - lastUsedAt < touchEveryMs ? undefined : store.touch(id, now);
}

function recognised<User>(user: User, { id, userId, abilities, expiresAt }: TokenRecord): Recognised<User> {
  return { user, id: userId, sessionId: id, abilities, ...(expiresAt === null ? undefined : { expiresAt }) };
}

/** Goes on with a value at once, with a promise later. */
function chain<Value, Result>(
  value: MaybePromise<Value>,
  go: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return isThenable(value) ? Promise.resolve(value).then(go) : go(value);
}
