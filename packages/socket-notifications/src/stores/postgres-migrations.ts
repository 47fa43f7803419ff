import { defaultTable, tableNames } from "./table-name.js";
import type { TableNames } from "./table-name.js";

/** What each version adds; versions are never changed once they are published. */
function migrations({ rows, heads, unread, created }: TableNames): readonly string[] {
  return [
    `CREATE TABLE ${heads} (user_id text PRIMARY KEY, position bigint NOT NULL);
     CREATE TABLE ${rows} (
       user_id text NOT NULL, position bigint NOT NULL, id text NOT NULL, type text NOT NULL, data text NOT NULL,
       created_at bigint NOT NULL, read_at bigint,
       PRIMARY KEY (user_id, position), UNIQUE (user_id, id)
     );
     CREATE INDEX ${unread} ON ${rows} (user_id, position) WHERE read_at IS NULL;
     CREATE INDEX ${created} ON ${rows} (created_at, read_at);`,
  ];
}

/**
 * The statement that brings the tables of a {@link PostgresNotificationStore} up to date, for a migration tool.
 *
 * It can run at any time and on several nodes at once: they wait for each other, and each step runs once.
 *
 * @param table - As in the store's options. Default `"socket_notifications"`.
 * @returns One SQL statement.
 * @throws UsageError `E_TABLE_NAME` for a table name that is not a plain identifier.
 */
export function postgresNotificationMigration(table: string = defaultTable): string {
  const names = tableNames(table);
  const steps = migrations(names).map(
    (sql, at) => `
  IF NOT EXISTS (SELECT FROM ${names.migrations} WHERE version = ${String(at + 1)}) THEN
    ${sql}
    INSERT INTO ${names.migrations} VALUES (${String(at + 1)});
  END IF;`,
  );
  return `DO $carillon$ BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('carillon ${names.rows}'));
  IF to_regclass('${names.migrations}') IS NULL THEN
    CREATE TABLE ${names.migrations} (version integer PRIMARY KEY);
  END IF;${steps.join("")}
END $carillon$`;
}
