import { randomUUID } from "node:crypto";
import { startPostgres, waitFor } from "@carillon/socket-testing";
import type { TestPostgres } from "@carillon/socket-testing";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresNotificationMigration, PostgresNotificationStore } from "../src/index.js";
import { newRow, notificationStoreSuite } from "./notification-store.suite.js";

let postgres: TestPostgres;
let tables = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

function openPool(): Pool & AsyncDisposable {
  const pool = new Pool({ connectionString: postgres.url, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => undefined); // a pool speaks of idle connections that broke
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() });
}

notificationStoreSuite("PostgresNotificationStore", () => {
  const pool = openPool();
  const table = `t${String((tables += 1))}`;
  return Promise.resolve({
    store: new PostgresNotificationStore(pool, { table }),
    [Symbol.asyncDispose]: () => pool.end(),
  });
});

describe("PostgresNotificationStore", () => {
  test("many nodes that start at once migrate once", async () => {
    await using pool = openPool();
    const stores = Array.from(
      { length: 8 },
      () => new PostgresNotificationStore(pool, { table: "together" }),
    );
    const counts = await Promise.all(stores.map((store) => store.unreadCount("a")));
    expect(counts).toEqual(stores.map(() => 0));
    expect((await pool.query("SELECT version FROM together_migrations")).rows).toEqual([{ version: 1 }]);
  });

  test("nodes that write to the same users do not lock each other out", async () => {
    await using here = openPool();
    await using there = openPool();
    const users = Array.from({ length: 50 }, (_, n) => String(n));
    const stores = [here, there].map((pool) => new PostgresNotificationStore(pool, { table: "crowd" }));
    await Promise.all(
      stores.flatMap((store, node) =>
        Array.from({ length: 20 }, (_, n) => {
          const order = n % 2 === 0 ? users : [...users].reverse();
          return store.create(order.map((user) => newRow(user, `${String(node)}-${String(n)}`)));
        }),
      ),
    );
    for (const user of users) expect(await stores[0]!.unreadCount(user)).toBe(40);
  });

  test.each<[string, (store: PostgresNotificationStore, ids: readonly string[]) => Promise<unknown>]>([
    ["marking as read", (store, ids) => store.markRead("ada", ids, 1)],
    ["marking all as read", (store) => store.markAllRead("ada", undefined, 1)],
  ])("%s takes its locks by position, so that no two calls deadlock", async (what, mark) => {
    await using pool = openPool();
    const table = what.replaceAll(" ", "_");
    const store = new PostgresNotificationStore(pool, { table });
    // Many, and with ids in an order of their own: PostgreSQL finds a few of them by the index of ids.
    const ids = Array.from({ length: 5_000 }, () => randomUUID());
    await store.create(ids.map((id) => newRow("ada", id)));
    // Rows that were written again stand behind the others: what is found is not in order of position.
    await pool.query(`UPDATE ${table} SET type = type WHERE position <= 2500`);
    await pool.query(`ANALYZE ${table}`);
    const wanted = ids.filter((_id, at) => at % 250 === 0);
    const other = await pool.connect();
    await other.query("BEGIN");
    await other.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE`, [wanted[10]]);
    const marked = mark(store, wanted);
    await waitFor(async () => {
      const { rows } = await pool.query("SELECT FROM pg_locks WHERE NOT granted");
      return rows.length > 0;
    });
    const { rows: free } = await pool.query<{ id: string }>(
      `SELECT id FROM ${table} WHERE id = ANY($1) FOR UPDATE SKIP LOCKED`,
      [wanted],
    );
    await other.query("COMMIT");
    other.release();
    await marked;
    expect(await store.unreadCount("ada")).toBe(what === "marking as read" ? 4_980 : 0);
    expect(new Set(free.map(({ id }) => id))).toEqual(new Set(wanted.slice(11)));
  });

  test("rows that commit late get later positions", async () => {
    await using pool = openPool();
    const store = new PostgresNotificationStore(pool, { table: "late" });
    await store.create([newRow("a", "1")]);
    const slow = await pool.connect();
    try {
      await slow.query("BEGIN");
      await new PostgresNotificationStore(slow, { table: "late" }).create([newRow("a", "slow")]);
      const quick = store.create([newRow("a", "quick")]);
      expect((await store.list("a", { limit: 9, unreadOnly: false })).rows.map(({ id }) => id)).toEqual([
        "1",
      ]);
      await slow.query("COMMIT");
      await quick;
      const { rows } = await store.list("a", { after: 0, limit: 9, unreadOnly: false });
      expect(rows.map(({ id }) => id)).toEqual(["1", "slow", "quick"]);
    } finally {
      slow.release();
    }
  });

  test("counts, pages and prunes by an index", async () => {
    await using pool = openPool();
    const store = new PostgresNotificationStore(pool, { table: "big" });
    for (let user = 0; user < 10; user++) {
      const rows = Array.from({ length: 2_000 }, (_, n) =>
        newRow(String(user), String(n), { createdAt: user * 2_000 + n }),
      );
      await store.create(rows);
      await store.markAllRead(String(user), 1_500, 1);
    }
    await pool.query("ANALYZE big");
    const planOf = async (sql: string): Promise<string> => {
      const { rows } = await pool.query<{ "QUERY PLAN": string }>(`EXPLAIN ${sql}`);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    };
    expect(await planOf("SELECT count(*) FROM big WHERE user_id = '3' AND read_at IS NULL")).toMatch(
      /(using|on) big_unread/,
    );
    expect(
      await planOf(
        "SELECT * FROM big WHERE user_id = '3' AND position < 999 ORDER BY position DESC LIMIT 50",
      ),
    ).toContain("Index Scan Backward using big_pkey");
    expect(await planOf("SELECT ctid FROM big WHERE created_at < 100 LIMIT 1000")).toMatch(
      /(using|on) big_created/,
    );
  });

  test("without migrate it makes no tables; the migration's text makes them, twice", async () => {
    await using pool = openPool();
    const store = new PostgresNotificationStore(pool, { table: "mine", migrate: false });
    await expect(Promise.resolve(store.unreadCount("a"))).rejects.toThrow('relation "mine" does not exist');
    await pool.query(postgresNotificationMigration("mine"));
    await pool.query(postgresNotificationMigration("mine"));
    expect(await store.unreadCount("a")).toBe(0);
    expect(() => postgresNotificationMigration("a'b")).toThrow("cannot name a table");
  });

  test("a server that is away is an error, and the next use works when it is back", async () => {
    await using other = await startPostgres();
    await using pool = Object.assign(new Pool({ connectionString: other.url }), {
      [Symbol.asyncDispose]: () => pool.end(),
    });
    pool.on("error", () => undefined);
    const store = new PostgresNotificationStore(pool);
    await other.stop();
    await expect(store.create([newRow("a", "1")])).rejects.toThrow("ECONNREFUSED");
    await other.start();
    expect(await store.create([newRow("a", "1")])).toEqual([1]);
  });
});
