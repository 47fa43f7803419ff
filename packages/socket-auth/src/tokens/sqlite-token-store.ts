import { checkOptions, checkPart, UsageError } from "@carillon/socket-contract/server";
import type { SqliteDatabase, SqliteStatement } from "@carillon/socket-contract/server";
import type { TokenRecord, TokenStore } from "./token-store.js";

/** How {@link SqliteTokenStore} keeps tokens. */
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
 * @example
 * ```ts
 * import { SqliteTokenStore } from "@carillon/socket-auth";
 * import Database from "libsql";
 *
 * const store = new SqliteTokenStore(new Database(":memory:"), { table: "api_tokens" });
 * ```
 */
export class SqliteTokenStore implements TokenStore {
  readonly #insert: SqliteStatement;
  readonly #find: SqliteStatement;
  readonly #list: SqliteStatement;
  readonly #touch: SqliteStatement;
  readonly #remove: SqliteStatement;

  /**
   * @param database - An open database of `node:sqlite`, `better-sqlite3` or `libsql`. It stays yours to close.
   * @param options - The name of the table.
   * @throws UsageError `E_INVALID_TABLE_NAME` for a table name that is not a plain identifier.
   */
  constructor(database: SqliteDatabase, options: SqliteTokenStoreOptions = {}) {
    checkPart(
      "SqliteTokenStore",
      database,
      ["prepare"],
      'an open database: new SqliteTokenStore(new DatabaseSync("app.db"))',
    );
    checkOptions("SqliteTokenStore", options, { table: "text" });
    const { table = "socket_tokens" } = options;
    if (!/^[A-Za-z_]\w{0,62}$/.test(table)) {
      throw new UsageError(
        "E_INVALID_TABLE_NAME",
        `${JSON.stringify(table)} is not a table name: use letters, digits and "_", such as "socket_tokens".`,
      );
    }
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (
        id TEXT PRIMARY KEY, user_id TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, abilities TEXT NOT NULL,
        created_at INTEGER NOT NULL, expires_at INTEGER, last_used_at INTEGER
      );
      CREATE INDEX IF NOT EXISTS ${table}_user_id ON ${table} (user_id);`,
    );
    this.#insert = database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#find = database.prepare(`SELECT * FROM ${table} WHERE id = ?`);
    this.#list = database.prepare(`SELECT * FROM ${table} WHERE user_id = ? ORDER BY created_at, id`);
    this.#touch = database.prepare(`UPDATE ${table} SET last_used_at = ? WHERE id = ?`);
    this.#remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`);
  }

  insert({ id, userId, name, hash, abilities, createdAt, expiresAt, lastUsedAt }: TokenRecord): void {
    this.#insert.run(id, userId, name, hash, JSON.stringify(abilities), createdAt, expiresAt, lastUsedAt);
  }

  find(id: string): TokenRecord | undefined {
    const row = this.#find.get(id) as Row | null | undefined;
    return row ? fromRow(row) : undefined;
  }

  list(userId: string): readonly TokenRecord[] {
    return (this.#list.all(userId) as Row[]).map(fromRow);
  }

  touch(id: string, lastUsedAt: number): void {
    this.#touch.run(lastUsedAt, id);
  }

  remove(id: string): boolean {
    return Number(this.#remove.run(id).changes) > 0;
  }
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
