/** The part of pg's `Pool` that is used. */
export interface PostgresPool {
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  connect(): Promise<PostgresClient>;
  on(event: "error", listener: (error: Error) => void): unknown;
  end(): Promise<void>;
}

/** The part of a pool's client that is used. */
export interface PostgresClient {
  query(text: string, values?: readonly unknown[]): Promise<unknown>;
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
  release(destroy?: boolean): void;
}

/** Whether a value looks like a pool of pg. */
export function isPostgresPool(value: unknown): value is PostgresPool {
  const { query, connect, on } = (value ?? {}) as Partial<PostgresPool>;
  return [query, connect, on].every((method) => typeof method === "function");
}
