import { UsageError, withDeadline } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import { loadPackage } from "../load-package.js";
import { isPostgresPool } from "./postgres-pool.js";
import type { PostgresPool } from "./postgres-pool.js";

/** How long PostgreSQL may take to answer at boot, in milliseconds. */
const connectMs = 10_000;

/** The pool of a configuration. */
export interface OpenedPostgres {
  readonly pool: PostgresPool;
  /** Closes the pool if it was opened here. */
  close(): Promise<void>;
}

/**
 * Opens a pool, or takes one that is open.
 *
 * @throws UsageError `E_POSTGRES_POOL` for a client that is no pool, `E_MISSING_PACKAGE` without `pg`.
 */
export function openPostgres(target: string | object, logger: Logger): OpenedPostgres {
  if (typeof target !== "string") {
    if (isPostgresPool(target)) return { pool: target, close: () => Promise.resolve() };
    throw new UsageError("E_POSTGRES_POOL", "scale.client is a Pool of pg; or write scale.url instead.");
  }
  const { Pool } = loadPackage("pg", "A PostgreSQL URL") as {
    Pool: new (options: { connectionString: string }) => PostgresPool;
  };
  const pool = new Pool({ connectionString: target });
  pool.on("error", (error) => {
    logger.debug({ event: "postgres_connection_error", err: error }, "A PostgreSQL connection has failed");
  });
  return { pool, close: () => pool.end() };
}

/**
 * Creates the table that the adapter keeps large and binary messages in, unless it is there.
 *
 * @throws UsageError `E_POSTGRES_UNREACHABLE` at once when PostgreSQL refuses the connection, else when it does not answer within ten seconds.
 */
export async function createAttachments(pool: PostgresPool, options: object): Promise<void> {
  const { tableName = "socket_io_attachments" } = options as { tableName?: string };
  const create = pool.query(
    `CREATE TABLE IF NOT EXISTS ${tableName} (
      id bigserial UNIQUE, created_at timestamptz DEFAULT NOW(), payload bytea
    )`,
  );
  try {
    await withDeadline(create, connectMs);
  } catch (error) {
    // Two nodes that boot at once: the other one has created it.
    if (duplicateCodes.has((error as { code?: unknown }).code)) return;
    throw new UsageError(
      "E_POSTGRES_UNREACHABLE",
      `PostgreSQL cannot be reached, or refuses to create the table ${tableName}: start it, or correct scale.url.`,
      { cause: error },
    );
  }
}

/** unique_violation, duplicate_table: what PostgreSQL says of a table that is being created twice. */
const duplicateCodes: ReadonlySet<unknown> = new Set(["23505", "42P07"]);
