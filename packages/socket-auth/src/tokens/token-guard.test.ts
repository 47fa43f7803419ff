import Database from "libsql";
import { afterAll, describe, expect, it } from "vitest";
import type { Recognised } from "../guards/guard.js";
import { scrubTokenString } from "@carillon/socket-scrub";
import { SqliteTokenStore } from "./sqlite-token-store.js";
import type { SqliteDatabase } from "@carillon/socket-contract/server";
import { tokenGuard } from "./token-guard.js";
import { MemoryTokenStore } from "./memory-token-store.js";
import type { TokenStore } from "./token-store.js";

const database = new Database(":memory:");
let tables = 0;

afterAll(() => {
  database.close();
});

/** Every store behaves the same. */
const stores: readonly [string, () => TokenStore][] = [
  ["memory", () => new MemoryTokenStore()],
  ["SQLite", () => new SqliteTokenStore(database, { table: `tokens_${String(++tables)}` })],
];

describe.each(stores)("tokenGuard on the %s store", (_name, makeStore) => {
  const ask = async (guard: ReturnType<typeof tokenGuard>, token: string): Promise<Recognised | null> =>
    (await guard.authenticate({ token, source: "auth" }, {} as never, {} as never)) as Recognised | null;

  it("recognises a token that it made", async () => {
    const guard = tokenGuard({ store: makeStore(), user: (id) => ({ id, name: "Ada" }) });
    const { token, id, expiresAt } = await guard.createToken(42, {
      abilities: ["chat"],
      expiresInMs: 60_000,
    });
    expect(await ask(guard as never, token)).toEqual({
      user: { id: "42", name: "Ada" },
      id: "42",
      sessionId: id,
      abilities: ["chat"],
      expiresAt,
    });
  });

  it("keeps no secret, writes down the last use, and its tokens are masked in logs", async () => {
    const store = makeStore();
    const guard = tokenGuard({ store });
    const { token, id } = await guard.createToken("42", { name: "phone" });
    await ask(guard, token);
    const record = await store.find(id);
    const secret = token.split("|")[1] ?? "";
    expect(JSON.stringify(record)).not.toContain(secret);
    expect(record).toMatchObject({ name: "phone", userId: "42", abilities: ["*"], expiresAt: null });
    expect(record?.lastUsedAt).toBeGreaterThan(Date.now() - 5_000);
    expect(scrubTokenString(`got ${token}`)).not.toContain(secret);
  });

  it("refuses wrong, unknown, malformed, expired and revoked tokens", async () => {
    const guard = tokenGuard({ store: makeStore() });
    const { token, id } = await guard.createToken("42");
    const expired = await guard.createToken("42", { expiresInMs: 0 });
    for (const wrong of [
      `${id}|`,
      `${id}|x`,
      id,
      `nobody|${token}`,
      "|",
      "",
      `${token}x`,
      expired.token,
      `__proto__|x`,
    ]) {
      expect(await ask(guard, wrong)).toBeNull();
    }
    expect(await ask(guard, token)).not.toBeNull();
    expect(await guard.revokeToken(token)).toBe(true);
    expect(await guard.revokeToken(token)).toBe(false);
    expect(await ask(guard, token)).toBeNull();
  });

  it("revokes by a token or by its id, and not by a token whose secret is wrong", async () => {
    const guard = tokenGuard({ store: makeStore() });
    const { token, id } = await guard.createToken("42");
    expect(await guard.revokeToken(`${id}|wrong-secret`)).toBe(false);
    expect(await guard.revokeToken(`${id}|`)).toBe(false);
    expect(await ask(guard, token)).toMatchObject({ id: "42" });
    expect(await guard.revokeToken(token)).toBe(true);
    expect(await guard.revokeToken(token)).toBe(false);
    const other = await guard.createToken("42");
    expect(await guard.revokeToken(other.id)).toBe(true);
  });

  it("revokes all tokens of one user and of no other", async () => {
    const guard = tokenGuard({ store: makeStore() });
    const [one, two, other] = [
      await guard.createToken(1),
      await guard.createToken(1),
      await guard.createToken(2),
    ];
    expect([...(await guard.revokeTokensOf(1))].sort()).toEqual([one.id, two.id].sort());
    expect(await ask(guard, one.token)).toBeNull();
    expect(await ask(guard, other.token)).not.toBeNull();
  });

  it("answers a re-check without a promise", async () => {
    const guard = tokenGuard({ store: makeStore() });
    const { token } = await guard.createToken(1);
    const answer = guard.recheck?.({ user: { id: "1" }, id: "1" }, { token, source: "auth" }, {} as never);
    expect(answer).toMatchObject({ id: "1" });
  });
});

it("refuses a table name that is not plain", () => {
  expect(() => new SqliteTokenStore(database as SqliteDatabase, { table: "a; DROP TABLE b" })).toThrow(
    /is not a table name/,
  );
});
