import type { TokenRecord, TokenStore } from "./token-store.js";

/** The part of a SQLite driver that is used; `node:sqlite`, `better-sqlite3` and `libsql` all have it. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
}

/** A prepared statement. */
export interface SqliteStatement {
  run(...parameters: (string | number | null)[]): { readonly changes: number | bigint };
  get(...parameters: (string | number | null)[]): unknown;
  all(...parameters: (string | number | null)[]): unknown[];
}

/** How {@link sqliteTokenStore} keeps tokens. */
export interface SqliteTokenStoreOptions {
  /** The table, made if it does not exist. Default `"socket_tokens"`. */
  readonly table?: string;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly hash: string;
  readonly abilities: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
}

/**
 * Keeps tokens in a SQLite database.
 *
 * @param database - An open database of `node:sqlite`, `better-sqlite3` or `libsql`. It stays yours to close.
 * @param options - The name of the table.
 * @returns A store.
 * @throws Error for a table name that is not a plain identifier.
 * @example
 * ```ts
 * import { sqliteTokenStore } from "@carillon/socket-auth";
 * import Database from "libsql";
 *
 * const store = sqliteTokenStore(new Database(":memory:"));
 * ```
 */
export function sqliteTokenStore(
  database: SqliteDatabase,
  options: SqliteTokenStoreOptions = {},
): TokenStore {
  const { table = "socket_tokens" } = options;
  if (!/^[A-Za-z_]\w{0,62}$/.test(table)) throw new Error(`"${table}" is no name for a table.`);
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (
      id TEXT PRIMARY KEY, user_id TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, abilities TEXT NOT NULL,
      created_at INTEGER NOT NULL, expires_at INTEGER, last_used_at INTEGER
    );
    CREATE INDEX IF NOT EXISTS ${table}_user_id ON ${table} (user_id);`,
  );
  const insert = database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const find = database.prepare(`SELECT * FROM ${table} WHERE id = ?`);
  const list = database.prepare(`SELECT * FROM ${table} WHERE user_id = ? ORDER BY created_at, id`);
  const touch = database.prepare(`UPDATE ${table} SET last_used_at = ? WHERE id = ?`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`);
  return {
    insert({ id, userId, name, hash, abilities, createdAt, expiresAt, lastUsedAt }) {
      insert.run(id, userId, name, hash, JSON.stringify(abilities), createdAt, expiresAt, lastUsedAt);
    },
    find(id) {
      const row = find.get(id) as Row | null | undefined;
      return row ? fromRow(row) : undefined;
    },
    list: (userId) => (list.all(userId) as Row[]).map(fromRow),
    touch(id, lastUsedAt) {
      touch.run(lastUsedAt, id);
    },
    remove: (id) => Number(remove.run(id).changes) > 0,
  };
}

function fromRow(row: Row): TokenRecord {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    hash: row.hash,
    abilities: JSON.parse(row.abilities) as string[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
