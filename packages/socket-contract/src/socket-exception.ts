import { UsageError } from "./usage-error.js";
import { statusOf } from "./error-codes.js";

/** Marks a `SocketException` whichever copy of this package made it. */
const brand: unique symbol = Symbol.for("carillon.SocketException") as never;

/** What a {@link SocketException} says besides its message. */
export interface SocketExceptionOptions {
  /** Machine-readable code, the envelope's `error`. Default `"bad_request"`. */
  readonly code?: string;
  /** HTTP-like status. Default: the status of `code` in `errorCodes`, or 400 for a code of your own. */
  readonly status?: number;
  /** Anything JSON-safe that the client should have, the envelope's `data`. */
  readonly data?: unknown;
  /** Whether the same request may succeed later. */
  readonly retryable?: boolean;
  /** When to try again, in milliseconds from now. */
  readonly retryAfterMs?: number;
  /** The error behind this one. It is logged and never sent. */
  readonly cause?: unknown;
}

/**
 * An error that the client may see.
 *
 * Thrown by a handler or a middleware, its fields go into the failure envelope as they are. Every other
 * error reaches the client as `socket_error`, "An unexpected error occurred.".
 *
 * @example
 * ```ts
 * import { SocketException } from "@carillon/socket-contract";
 *
 * throw new SocketException("room is required", { code: "bad_input" });
 * ```
 * @see The seed document, "Error Handling".
 */
export class SocketException extends Error {
  override readonly name = "SocketException" as const;
  /** Machine-readable code, the envelope's `error`. */
  readonly code: string;
  /** HTTP-like status. */
  readonly status: number;
  /** Details for the client, if any. */
  readonly data: unknown;
  /** Whether the same request may succeed later, if known. */
  readonly retryable: boolean | undefined;
  /** When to try again, in milliseconds, if known. */
  readonly retryAfterMs: number | undefined;

  /**
   * @param message - What the client reads. Say what is wrong and, where possible, what to do.
   * @param options - Code, status, details; see {@link SocketExceptionOptions}.
   * @throws UsageError `E_EXCEPTION_MESSAGE` without a message, `E_EXCEPTION_OPTIONS` for options that it does not have.
   */
  constructor(message: string, options: SocketExceptionOptions = {}) {
    if (typeof message !== "string") {
      throw new UsageError(
        "E_EXCEPTION_MESSAGE",
        `A SocketException begins with what the client reads: new SocketException("Sold out", { code: "sold_out" }); got ${typeof message}.`,
      );
    }
    checkOptions(options, new.target === SocketException);
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = options.code ?? "bad_request";
    this.status = options.status ?? statusOf(this.code) ?? 400;
    this.data = options.data;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }

  static {
    Object.defineProperty(SocketException.prototype, brand, { value: true });
  }
}

/** What each option is. A subclass may have more of its own. */
const known: Readonly<Record<keyof SocketExceptionOptions, (value: unknown) => boolean>> = {
  code: (value) => typeof value === "string" && value !== "",
  status: (value) => Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599,
  data: () => true,
  retryable: (value) => typeof value === "boolean",
  retryAfterMs: (value) => typeof value === "number" && value >= 0,
  cause: () => true,
};

/** What to write where an option is something else. */
const examples: Readonly<Record<string, string>> = {
  code: 'a text such as "sold_out"',
  status: "a whole number such as 409, from 100 to 599",
  retryable: "true or false",
  retryAfterMs: "a number of milliseconds, 0 or more",
};

function checkOptions(options: unknown, isPlain: boolean): void {
  if (typeof options !== "object" || options === null) {
    throw new UsageError(
      "E_EXCEPTION_OPTIONS",
      'A SocketException takes its code as an option: new SocketException("Sold out", { code: "sold_out" }).',
    );
  }
  if (options instanceof Error) {
    throw new UsageError(
      "E_EXCEPTION_OPTIONS",
      'A SocketException takes the error behind it as an option: new SocketException("Sold out", { cause: error }).',
    );
  }
  for (const [key, value] of Object.entries(options)) {
    const fits = Object.hasOwn(known, key) ? known[key as keyof SocketExceptionOptions] : undefined;
    if (fits === undefined && isPlain) {
      throw new UsageError(
        "E_EXCEPTION_OPTIONS",
        `A SocketException has no option "${key}"; it takes ${Object.keys(known).join(", ")}.`,
      );
    }
    if (value === undefined || fits?.(value) !== false) continue;
    throw new UsageError(
      "E_EXCEPTION_OPTIONS",
      `A SocketException's ${key} is ${examples[key] ?? "given"}; got ${typeof value === "number" ? String(value) : typeof value}.`,
    );
  }
}

/**
 * Whether a value is a `SocketException`, also one from another copy of this package.
 *
 * Looks for a registered symbol on an error's prototype chain; an object that merely has the right `name` does not pass.
 *
 * @param value - Anything that was thrown.
 * @returns `true` for a `SocketException` or a subclass of it.
 */
export function isSocketException(value: unknown): value is SocketException {
  try {
    return value instanceof Error && (value as { [brand]?: unknown })[brand] === true;
  } catch {
    // A proxy or an exotic object may throw on any access: then it is not ours.
    return false;
  }
}
