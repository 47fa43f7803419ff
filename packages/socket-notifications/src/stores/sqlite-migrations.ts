import type { SqliteDatabase } from "@carillon/socket-contract/server";
import type { TableNames } from "./table-name.js";

/** What each version adds; versions are never changed once they are published. */
function migrations({ rows, heads, unread, created }: TableNames): readonly string[] {
  return [
    `CREATE TABLE ${heads} (user_id TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
     CREATE TABLE ${rows} (
       user_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL,
       created_at INTEGER NOT NULL, read_at INTEGER,
       PRIMARY KEY (user_id, position), UNIQUE (user_id, id)
     );
     CREATE INDEX ${unread} ON ${rows} (user_id, position, read_at) WHERE read_at IS NULL;
     CREATE INDEX ${created} ON ${rows} (created_at, read_at);`,
  ];
}

/**
 * Brings the tables up to date. Processes that migrate at the same time wait for each other.
 *
 * @param database - Not inside a transaction.
 */
export function migrateSqlite(database: SqliteDatabase, names: TableNames): void {
  waitForOthers(database);
  database.exec("BEGIN IMMEDIATE");
  try {
    database.exec(`CREATE TABLE IF NOT EXISTS ${names.migrations} (version INTEGER PRIMARY KEY)`);
    const { done } = database
      .prepare(`SELECT coalesce(max(version), 0) AS done FROM ${names.migrations}`)
      .get() as { done: number };
    for (const [at, sql] of migrations(names).entries()) {
      if (at < done) continue;
      database.exec(sql);
      database.prepare(`INSERT INTO ${names.migrations} VALUES (?)`).run(at + 1);
    }
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** Some drivers fail at once while another process writes. A timeout that the application chose stays. */
function waitForOthers(database: SqliteDatabase): void {
  const { timeout } = database.prepare("PRAGMA busy_timeout").get() as { timeout: number };
  if (timeout === 0) database.exec("PRAGMA busy_timeout = 5000");
}
