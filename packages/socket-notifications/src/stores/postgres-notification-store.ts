import { checkOptions, checkPart } from "@carillon/socket-contract/server";
import type { NewNotification, NotificationStore, StorePage, StoreQuery } from "./notification-store.js";
import { postgresNotificationMigration } from "./postgres-migrations.js";
import { rowOf } from "./stored-row.js";
import type { StoredRow } from "./stored-row.js";
import { defaultTable, tableNames } from "./table-name.js";
import type { TableNames } from "./table-name.js";

/** The part of a PostgreSQL driver that is used; a `Pool` or a `Client` of `pg` has it, and PGlite. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** Options of {@link PostgresNotificationStore}. */
export interface PostgresNotificationOptions {
  /** The table; others are named after it. Default `"socket_notifications"`. */
  readonly table?: string;
  /** Whether to bring the tables up to date at first use. `false`: see `postgresNotificationMigration`. Default `true`. */
  readonly migrate?: boolean;
}

/**
 * Keeps notifications in PostgreSQL: for several nodes.
 *
 * @example
 * ```ts
 * import { PostgresNotificationStore } from "@carillon/socket-notifications";
 * import { Pool } from "pg";
 *
 * const store = new PostgresNotificationStore(new Pool({ connectionString: "postgres://localhost/app" }));
 * ```
 */
export class PostgresNotificationStore implements NotificationStore {
  readonly #client: PostgresClient;
  readonly #names: TableNames;
  readonly #table: string;
  #ready: Promise<void> | undefined;

  /**
   * @param client - Connected, or a pool that connects by itself. It stays yours to end.
   * @throws UsageError `E_TABLE_NAME` for a table name that is not a plain identifier.
   */
  constructor(client: PostgresClient, options: PostgresNotificationOptions = {}) {
    checkPart(
      "PostgresNotificationStore",
      client,
      ["query"],
      "a pool or client of pg: new PostgresNotificationStore(pool)",
    );
    checkOptions("PostgresNotificationStore", options, { table: "any", migrate: "flag" });
    const { table = defaultTable, migrate = true } = options;
    this.#names = tableNames(table);
    this.#table = table;
    this.#client = client;
    if (!migrate) this.#ready = Promise.resolve();
  }

  /**
   * Brings the tables up to date; the first use does it too. Nodes that migrate at the same time wait for each other.
   *
   * @throws What the driver throws; the next use tries again.
   */
  migrate(): Promise<void> {
    this.#ready ??= this.#client.query(postgresNotificationMigration(this.#table)).then(
      () => undefined,
      (error: unknown) => {
        this.#ready = undefined;
        throw error;
      },
    );
    return this.#ready;
  }

  /** One statement: the lock on a user's head is held until its rows are visible, so that no lower position appears later. */
  async create(rows: readonly NewNotification[]): Promise<(number | undefined)[]> {
    const { rows: table, heads } = this.#names;
    const created = await this.#query<{ ord: string; position: string }>(
      `WITH input AS (
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
           WITH ORDINALITY AS input (user_id, id, type, data, created_at, ord)
       ), heads AS (
         INSERT INTO ${heads} AS head (user_id, position)
         SELECT user_id, count(*) FROM input GROUP BY user_id ORDER BY user_id
         ON CONFLICT (user_id) DO UPDATE SET position = head.position + excluded.position
         RETURNING user_id, position
       ), placed AS (
         SELECT input.*, heads.position - count(*) OVER (PARTITION BY user_id)
           + row_number() OVER (PARTITION BY user_id ORDER BY ord) AS position
         FROM input JOIN heads USING (user_id)
       ), kept AS (
         INSERT INTO ${table} (user_id, position, id, type, data, created_at)
         SELECT user_id, position, id, type, data, created_at FROM placed ORDER BY ord
         ON CONFLICT (user_id, id) DO NOTHING
         RETURNING user_id, position
       )
       SELECT ord, position FROM placed JOIN kept USING (user_id, position)`,
      [
        rows.map(({ userId }) => userId),
        rows.map(({ id }) => id),
        rows.map(({ type }) => type),
        rows.map(({ data }) => data),
        rows.map(({ createdAt }) => createdAt),
      ],
    );
    const positions = new Map(created.map(({ ord, position }) => [Number(ord) - 1, Number(position)]));
    return rows.map((_row, at) => positions.get(at));
  }

  async list(userId: string, { after, before, limit, unreadOnly }: StoreQuery): Promise<StorePage> {
    const { rows: table, heads } = this.#names;
    const found = await this.#query<StoredRow & { head: string }>(
      `SELECT heads.head, found.* FROM (
         SELECT coalesce((SELECT position FROM ${heads} WHERE user_id = $1), 0) AS head
       ) AS heads LEFT JOIN (
         SELECT * FROM ${table} WHERE user_id = $1 AND position > $2 AND position < $3
         ${unreadOnly ? "AND read_at IS NULL" : ""}
         ORDER BY position ${after === undefined ? "DESC" : "ASC"} LIMIT $4
       ) AS found ON true ORDER BY found.position ${after === undefined ? "DESC" : "ASC"}`,
      [userId, after ?? 0, before ?? Number.MAX_SAFE_INTEGER, limit],
    );
    const isEmpty = (found[0] as { id: string | null } | undefined)?.id === null;
    return { rows: isEmpty ? [] : found.map(rowOf), head: Number(found[0]?.head ?? 0) };
  }

  async unreadCount(userId: string): Promise<number> {
    const [row] = await this.#query<{ n: string }>(
      `SELECT count(*) AS n FROM ${this.#names.rows} WHERE user_id = $1 AND read_at IS NULL`,
      [userId],
    );
    return Number(row?.n);
  }

  /** Locks rows by position, as {@link markAllRead} does: two calls that lock in different orders would deadlock. */
  async markRead(userId: string, ids: readonly string[], at: number): Promise<string[]> {
    const { rows: table } = this.#names;
    const changed = await this.#query<{ id: string }>(
      `WITH locked AS MATERIALIZED (
         SELECT position FROM ${table} WHERE user_id = $1 AND id = ANY($2::text[]) AND read_at IS NULL
         ORDER BY position FOR UPDATE
       )
       UPDATE ${table} SET read_at = $3
       WHERE user_id = $1 AND position IN (SELECT position FROM locked) RETURNING id`,
      [userId, ids, at],
    );
    const known = new Set(changed.map(({ id }) => id));
    return ids.filter((id) => known.delete(id));
  }

  async markAllRead(
    userId: string,
    upTo: number | undefined,
    at: number,
  ): Promise<{ changed: number; upTo: number }> {
    const { rows: table, heads } = this.#names;
    const [row] = await this.#query<{ up_to: string; changed: string }>(
      `WITH place AS (
         SELECT least($2::bigint, coalesce((SELECT position FROM ${heads} WHERE user_id = $1), 0)) AS up_to
       ), locked AS MATERIALIZED (
         SELECT position FROM ${table} WHERE user_id = $1 AND position <= (SELECT up_to FROM place) AND read_at IS NULL
         ORDER BY position FOR UPDATE
       ), changed AS (
         UPDATE ${table} SET read_at = $3
         WHERE user_id = $1 AND position IN (SELECT position FROM locked) RETURNING 1
       )
       SELECT up_to, (SELECT count(*) FROM changed) AS changed FROM place`,
      [userId, upTo ?? Number.MAX_SAFE_INTEGER, at],
    );
    return { changed: Number(row?.changed), upTo: Number(row?.up_to) };
  }

  async prune(before: number, keepUnread: boolean, limit: number): Promise<number> {
    const { rows: table } = this.#names;
    const [row] = await this.#query<{ n: string }>(
      `WITH deleted AS (
         DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ${table} WHERE created_at < $1 ${keepUnread ? "AND read_at IS NOT NULL" : ""}
           LIMIT $2 FOR UPDATE SKIP LOCKED
         )) RETURNING 1
       ) SELECT count(*) AS n FROM deleted`,
      [before, limit],
    );
    return Number(row?.n);
  }

  async #query<Row>(text: string, values: unknown[]): Promise<Row[]> {
    await this.migrate();
    const { rows } = await this.#client.query(text, values);
    return rows as Row[];
  }
}
