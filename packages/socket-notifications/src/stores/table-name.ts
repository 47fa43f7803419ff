import { UsageError } from "@carillon/socket-contract/server";

/** The names of a store's tables and indexes, quoted; they cannot hold anything but letters, digits and `_`. */
export interface TableNames {
  readonly rows: string;
  readonly heads: string;
  readonly migrations: string;
  readonly unread: string;
  readonly created: string;
}

/**
 * Makes the names that go into SQL.
 *
 * @param table - A plain identifier of at most 48 characters, so that PostgreSQL does not cut what is derived from it.
 * @throws UsageError `E_TABLE_NAME` for anything else.
 */
export function tableNames(table: string): TableNames {
  if (typeof table !== "string" || !/^[A-Za-z_][A-Za-z0-9_]{0,47}$/.test(table)) {
    throw new UsageError(
      "E_TABLE_NAME",
      `${JSON.stringify(table)} cannot name a table; use at most 48 letters, digits and _, such as "socket_notifications".`,
    );
  }
  return {
    rows: `"${table}"`,
    heads: `"${table}_heads"`,
    migrations: `"${table}_migrations"`,
    unread: `"${table}_unread"`,
    created: `"${table}_created"`,
  };
}

/** The default of the option `table`. */
export const defaultTable = "socket_notifications";
