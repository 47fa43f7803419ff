/** The parts of an error that a log shows. */
export interface ErrorParts {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: unknown;
  /** The errors of an `AggregateError`. */
  readonly errors: readonly unknown[];
  /** Every other own property. */
  readonly own: Readonly<Record<string, unknown>>;
}

const named: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors"]);

/** Takes an error apart. */
export function errorParts(error: Error): ErrorParts {
  const { name, message, stack, cause } = error;
  const { errors } = error as { readonly errors?: unknown };
  const own = Object.entries(error).filter(([key, value]) => !named.has(key) && value !== undefined);
  return {
    name,
    message,
    stack,
    cause,
    errors: Array.isArray(errors) ? errors : [],
    own: Object.fromEntries(own),
  };
}
