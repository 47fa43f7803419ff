import type { Logger } from "@carillon/socket-scrub";
import type { LinkMonitor } from "../link-monitor.js";
import type { PostgresClient, PostgresPool } from "./postgres-pool.js";

/** What a {@link ListeningPool} reports to. */
export interface ListeningPoolOptions {
  readonly logger: Logger;
  readonly links: LinkMonitor;
}

/**
 * A pool of pg for the PostgreSQL adapter to use.
 *
 * The adapter leaves the errors of the connection that it listens on uncaught, which would end the process, and does not report
 * when that connection is lost.
 */
export class ListeningPool {
  readonly #pool: PostgresPool;
  readonly #options: ListeningPoolOptions;
  /** The LISTEN statements of all namespaces. */
  readonly #statements = new Set<string>();
  readonly #clients = new Set<PostgresClient>();
  #isLost = false;
  #isClosed = false;

  /**
   * @param pool - Stays open.
   * @param options - See {@link ListeningPoolOptions}.
   */
  constructor(pool: PostgresPool, options: ListeningPoolOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  /** What the adapter publishes with. */
  readonly query = (text: string, values?: readonly unknown[]): Promise<unknown> =>
    this.#pool.query(text, values);

  /** What the adapter listens with: a client of the pool, with its errors caught. */
  readonly connect = async (): Promise<object> => {
    const client = await this.#pool.connect().catch((error: unknown) => {
      this.#lost(error);
      throw error;
    });
    if (this.#isClosed) {
      client.release(true);
      return new Promise(() => undefined);
    }
    this.#clients.add(client);
    client.on("error", (error: Error) => void this.#lost(error));
    client.on("end", () => {
      // The pool counts it until it is given back.
      if (this.#clients.delete(client)) client.release(true);
      this.#lost(new Error("The connection was closed."));
    });
    return this.#lent(client);
  };

  /** Ends the connections that the adapter listens on. */
  close(): void {
    this.#isClosed = true;
    for (const client of this.#clients) client.release(true);
    this.#clients.clear();
  }

  /** Logs what the adapter failed at: a query, or a message that no node can have sent. */
  failed(error: unknown): void {
    // A refusal of PostgreSQL has a SQLSTATE; all else is a connection that broke, which is logged by itself.
    const hasState = /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown } | null)?.code));
    const isDown = this.#isLost || this.#isClosed || (!hasState && !(error instanceof SyntaxError));
    const { logger } = this.#options;
    const fields = { event: "postgres_adapter_failed", err: error };
    if (isDown) logger.debug(fields, "The PostgreSQL adapter has failed while PostgreSQL is gone");
    else logger.warn(fields, "The PostgreSQL adapter has failed at a message between the nodes");
  }

  #lent(client: PostgresClient): object {
    const statements = new Set<string>();
    const listeners: (readonly [string, (...args: never[]) => void])[] = [];
    return {
      query: async (statement: string): Promise<unknown> => {
        this.#statements.add(statement);
        const result = await client.query(statement);
        statements.add(statement);
        if (statements.size === this.#statements.size) this.#restored();
        return result;
      },
      on: (event: string, listener: (...args: never[]) => void): void => {
        const heard = event === "notification" ? oneByOne(listener as unknown as Listener) : listener;
        listeners.push([event, heard]);
        client.on(event, heard);
      },
      removeAllListeners: (event: string): void => {
        for (const [name, listener] of listeners) if (name === event) client.off(name, listener);
      },
      // A connection that goes back to the pool would still listen.
      release: (): void => {
        if (this.#clients.delete(client)) client.release(true);
      },
    };
  }

  #lost(error: unknown): void {
    if (this.#isLost || this.#isClosed) return;
    this.#isLost = true;
    this.#options.links.lost(this);
    this.#options.logger.error(
      { event: "postgres_lost", err: error },
      "PostgreSQL is gone: local clients are served, other nodes hear nothing until it is back",
    );
  }

  #restored(): void {
    if (!this.#isLost || this.#isClosed) return;
    this.#isLost = false;
    this.#options.logger.info({ event: "postgres_restored" }, "PostgreSQL is back");
    this.#options.links.restored(this);
  }
}

type Listener = (message: unknown) => Promise<void>;

/**
 * Gives a listener one message after the other. The adapter reads a large message from its table, and small ones that come
 * meanwhile would overtake it.
 */
function oneByOne(listener: Listener): (message: unknown) => void {
  let last: Promise<void> = Promise.resolve();
  return (message) => {
    last = last.then(() => listener(message));
  };
}
