import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { MemoryNotificationStore, SqliteNotificationStore } from "../src/index.js";
import type { SqliteDatabase } from "../src/index.js";
import { newRow, notificationStoreSuite } from "./notification-store.suite.js";

notificationStoreSuite("MemoryNotificationStore", () =>
  Promise.resolve({
    store: new MemoryNotificationStore({ maxPerUser: 10_000 }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
);

notificationStoreSuite("SqliteNotificationStore on libsql", () => {
  const database = new Database(":memory:");
  return Promise.resolve({
    store: new SqliteNotificationStore(database),
    [Symbol.asyncDispose]: () => Promise.resolve(void database.close()),
  });
});

/** The part of `node:sqlite` that is used; the types of Node 20 have none of it. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => SqliteDatabase & { close(): void };
}
const nodeSqlite = process.getBuiltinModule("node:sqlite") as NodeSqlite | undefined;

if (nodeSqlite) {
  notificationStoreSuite("SqliteNotificationStore on node:sqlite", () => {
    const database = new nodeSqlite.DatabaseSync(":memory:");
    return Promise.resolve({
      store: new SqliteNotificationStore(database),
      [Symbol.asyncDispose]: () => Promise.resolve(void database.close()),
    });
  });
} else {
  test.skip("node:sqlite is in Node 22.13 and later: npx -y node@24 node_modules/vitest/vitest.mjs run stores.int", () => {});
}

test("memory keeps the newest of a user, and a restart loses no later one", () => {
  const store = new MemoryNotificationStore({ maxPerUser: 2 });
  const [first = 0] = store.create([newRow("a", "1")]);
  store.create([newRow("a", "2"), newRow("a", "3")]);
  const { rows } = store.list("a", { limit: 9, unreadOnly: false });
  expect(rows.map(({ id }) => id)).toEqual(["3", "2"]);
  expect(first).toBeGreaterThan(1_700_000_000_000);
  expect(() => new MemoryNotificationStore({ maxPerUser: 0 })).toThrow("maxPerUser is 0");
});

test("a SQLite file is opened again with what it held, and migrated once", () => {
  const folder = mkdtempSync(join(tmpdir(), "carillon-notifications-"));
  try {
    const path = join(folder, "app.db");
    const before = new Database(path);
    new SqliteNotificationStore(before).create([newRow("a", "1")]);
    before.close();
    const after = new Database(path);
    expect(new SqliteNotificationStore(after).unreadCount("a")).toBe(1);
    expect(after.prepare("SELECT version FROM socket_notifications_migrations").all()).toEqual([
      expect.objectContaining({ version: 1 }),
    ]);
    after.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("SQLite keeps all of a batch or nothing, also inside a transaction of the application's", () => {
  const database = new Database(":memory:");
  const store = new SqliteNotificationStore(database, { table: "inbox" });
  const broken = newRow("a", "2", { data: null as never });
  expect(() => store.create([newRow("a", "1"), broken])).toThrow("NOT NULL");
  expect(store.unreadCount("a")).toBe(0);
  database.exec("BEGIN");
  store.create([newRow("a", "1")]);
  expect(() => store.create([newRow("a", "3"), broken])).toThrow("NOT NULL");
  database.exec("COMMIT");
  expect(store.list("a", { limit: 9, unreadOnly: false }).rows.map(({ id }) => id)).toEqual(["1"]);
  database.close();
});

test("SQLite finds unread rows and pages by an index", () => {
  const database = new Database(":memory:");
  const store = new SqliteNotificationStore(database);
  store.create([newRow("a", "1")]);
  const planOf = (sql: string): string =>
    (database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[])
      .map(({ detail }) => detail)
      .join("; ");
  const table = "socket_notifications";
  expect(planOf(`SELECT count(*) FROM ${table} WHERE user_id = 'a' AND read_at IS NULL`)).toContain(
    "USING COVERING INDEX socket_notifications_unread (user_id=?)",
  );
  const list = `SELECT * FROM ${table} WHERE user_id = 'a' AND position > 0 AND position < 9`;
  expect(planOf(`${list} ORDER BY position DESC LIMIT 9`)).toMatch(
    /^SEARCH socket_notifications USING INDEX \S+ \(user_id=\? AND position>\? AND position<\?\)$/,
  );
  expect(planOf(`${list} AND read_at IS NULL ORDER BY position DESC LIMIT 9`)).not.toContain("TEMP B-TREE");
  expect(
    planOf(`DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE created_at < 9 LIMIT 9)`),
  ).toContain("socket_notifications_created (created_at<?)");
  database.close();
});

test.each(["", "a b", 'a"', "1a", "a".repeat(49), "a;b", null as never, {} as never])(
  "refuses the table name %j",
  (table) => {
    const database = new Database(":memory:");
    const open = (): unknown => new SqliteNotificationStore(database, { table });
    expect(open).toThrow("cannot name a table");
    database.close();
  },
);
