import { checkOptionKeys, checkPart } from "@carillon/socket-contract/server";
import type { NewNotification, NotificationStore, StorePage, StoreQuery } from "./notification-store.js";
import type { SqliteDatabase, SqliteStatement } from "@carillon/socket-contract/server";
import { migrateSqlite } from "./sqlite-migrations.js";
import { rowOf } from "./stored-row.js";
import type { StoredRow } from "./stored-row.js";
import { defaultTable, tableNames } from "./table-name.js";
import type { TableNames } from "./table-name.js";

/** Options of {@link SqliteNotificationStore}. */
export interface SqliteNotificationOptions {
  /** The table; others are named after it. All are made if they do not exist. Default `"socket_notifications"`. */
  readonly table?: string;
}

/**
 * Keeps notifications in a SQLite database, for the processes of one machine.
 *
 * @example
 * ```ts
 * import { SqliteNotificationStore } from "@carillon/socket-notifications";
 * import Database from "libsql";
 *
 * const store = new SqliteNotificationStore(new Database("app.db"));
 * ```
 */
export class SqliteNotificationStore implements NotificationStore {
  readonly #database: SqliteDatabase;
  readonly #names: TableNames;
  readonly #statements = new Map<string, SqliteStatement>();

  /**
   * Opens the store and brings its tables up to date.
   *
   * @param database - Open, of `node:sqlite`, `better-sqlite3` or `libsql`, not inside a transaction. It stays yours to
   *   close. Where its `busy_timeout` is 0, it becomes 5 seconds, so that several processes can write.
   * @throws UsageError `E_TABLE_NAME` for a table name that is not a plain identifier.
   */
  constructor(database: SqliteDatabase, options: SqliteNotificationOptions = {}) {
    checkPart(
      "SqliteNotificationStore",
      database,
      ["prepare"],
      'an open database: new SqliteNotificationStore(new DatabaseSync("app.db"))',
    );
    checkOptionKeys("SqliteNotificationStore", options, ["table"]);
    const { table = defaultTable } = options;
    this.#names = tableNames(table);
    this.#database = database;
    migrateSqlite(database, this.#names);
  }

  create(rows: readonly NewNotification[]): (number | undefined)[] {
    return this.#atomically(() => rows.map((row) => this.#insert(row)));
  }

  list(userId: string, query: StoreQuery): StorePage {
    const { after, before = Number.MAX_SAFE_INTEGER, limit, unreadOnly } = query;
    // Read first, so that it is never ahead of the rows.
    const head = this.#headOf(userId);
    const statement = this.#prepare(
      `SELECT * FROM ${this.#names.rows} WHERE user_id = ? AND position > ? AND position < ?` +
        `${unreadOnly ? " AND read_at IS NULL" : ""} ORDER BY position ${after === undefined ? "DESC" : "ASC"} LIMIT ?`,
    );
    const rows = statement.all(userId, after ?? 0, before, limit) as StoredRow[];
    return { rows: rows.map(rowOf), head };
  }

  unreadCount(userId: string): number {
    const { rows } = this.#names;
    return this.#count(`SELECT count(*) AS n FROM ${rows} WHERE user_id = ? AND read_at IS NULL`, userId);
  }

  markRead(userId: string, ids: readonly string[], at: number): string[] {
    const update = this.#prepare(
      `UPDATE ${this.#names.rows} SET read_at = ? WHERE user_id = ? AND id = ? AND read_at IS NULL`,
    );
    return this.#atomically(() => ids.filter((id) => Number(update.run(at, userId, id).changes) > 0));
  }

  markAllRead(userId: string, upTo: number | undefined, at: number): { changed: number; upTo: number } {
    const head = this.#headOf(userId);
    const end = Math.min(upTo ?? head, head);
    const { changes } = this.#prepare(
      `UPDATE ${this.#names.rows} SET read_at = ? WHERE user_id = ? AND position <= ? AND read_at IS NULL`,
    ).run(at, userId, end);
    return { changed: Number(changes), upTo: end };
  }

  prune(before: number, keepUnread: boolean, limit: number): number {
    const { rows } = this.#names;
    const { changes } = this.#prepare(
      `DELETE FROM ${rows} WHERE rowid IN (SELECT rowid FROM ${rows} WHERE created_at < ?` +
        `${keepUnread ? " AND read_at IS NOT NULL" : ""} LIMIT ?)`,
    ).run(before, limit);
    return Number(changes);
  }

  #insert({ userId, id, type, data, createdAt }: NewNotification): number | undefined {
    const { rows, heads } = this.#names;
    // The first statement writes: SQLite refuses to turn a transaction that read first into one that writes.
    const { position } = this.#prepare(
      `INSERT INTO ${heads} VALUES (?, 1) ON CONFLICT (user_id) DO UPDATE SET position = position + 1 RETURNING position`,
    ).get(userId) as { position: number };
    const { changes } = this.#prepare(
      `INSERT INTO ${rows} (user_id, position, id, type, data, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (user_id, id) DO NOTHING`,
    ).run(userId, position, id, type, data, createdAt);
    return Number(changes) > 0 ? position : undefined;
  }

  #headOf(userId: string): number {
    return this.#count(
      `SELECT coalesce(max(position), 0) AS n FROM ${this.#names.heads} WHERE user_id = ?`,
      userId,
    );
  }

  #count(sql: string, userId: string): number {
    return (this.#prepare(sql).get(userId) as { n: number }).n;
  }

  #prepare(sql: string): SqliteStatement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** A savepoint: a transaction of its own, or a part of the application's open transaction. */
  #atomically<Value>(work: () => Value): Value {
    this.#database.exec("SAVEPOINT carillon_notifications");
    try {
      const value = work();
      this.#database.exec("RELEASE carillon_notifications");
      return value;
    } catch (error) {
      this.#database.exec("ROLLBACK TO carillon_notifications; RELEASE carillon_notifications");
      throw error;
    }
  }
}
