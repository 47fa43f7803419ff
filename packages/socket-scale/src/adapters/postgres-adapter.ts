import type { AdapterFactory } from "../scale-options.js";
import { createAttachments, openPostgres } from "../postgres/open-postgres.js";
import { ListeningPool } from "../postgres/listening-pool.js";
import { deliverLocallyFirst } from "./local-first.js";
import { publishInOrder } from "./publish-in-order.js";
import type { ConnectedAdapter, ConnectParts } from "./redis-adapter.js";

/**
 * Puts the PostgreSQL adapter on a pool or on the database of a URL.
 *
 * @throws UsageError `E_POSTGRES_UNREACHABLE`, `E_POSTGRES_POOL` or `E_MISSING_PACKAGE`.
 */
export async function connectPostgresAdapter(
  target: string | object,
  { create, options, logger, links }: ConnectParts,
): Promise<ConnectedAdapter> {
  const opened = openPostgres(target, logger);
  const { pool } = opened;
  try {
    await createAttachments(pool, options);
  } catch (error) {
    void opened.close().catch(() => undefined);
    throw error;
  }
  const lent = new ListeningPool(pool, { logger, links });
  const made: AdapterFactory = create(lent, {
    errorHandler: (error: unknown) => void lent.failed(error),
    ...options,
  });
  return {
    factory: publishInOrder(deliverLocallyFirst(made)),
    async close() {
      lent.close();
      await opened.close();
    },
  };
}
