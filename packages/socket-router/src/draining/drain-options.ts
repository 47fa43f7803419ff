import { UsageError } from "@carillon/socket-contract/server";

/**
 * How a server disconnects its clients before it shuts down.
 *
 * New handshakes are refused at once with HTTP status 503. Batch by batch, in random order, clients get `server:draining`.
 * From then on their new events are answered with `unavailable`, which is retryable; once those under way are answered, the
 * transport is closed, so that Socket.IO's client reconnects by itself: to another node, or to this one when it is back.
 * `channel:*`, `notifications:*` and `auth:refresh` are waited for as well. What the application's own listeners still do is
 * not, unless they answer by `PendingAnswer` of the contract package.
 *
 * @see Phoenix, "Phoenix.Socket", option `drainer`.
 */
export interface DrainOptions {
  /** Connections that are closed at a time. Default: at least 100, and as many as it takes to reach all in half of `deadlineMs`. */
  readonly batch?: number;
  /** Milliseconds between two batches. Default 500. */
  readonly intervalMs?: number;
  /**
   * Milliseconds after which no answer is waited for: handlers that still run see their `context.signal` fire, their clients
   * hear `unavailable`, and every connection is closed. Default 8,000, which leaves two of the ten seconds that container
   * platforms commonly give.
   */
  readonly deadlineMs?: number;
}

/** What `server:draining` carries. */
export interface DrainNotice {
  /** Always `"unavailable"`. */
  readonly error: "unavailable";
  /** What a person may read. */
  readonly message: string;
  /** Always `true`: the transport is closed next, and connecting again is right. */
  readonly reconnect: true;
}

/** Options with the defaults filled in. */
export interface DrainPlan {
  readonly batch: number | undefined;
  readonly intervalMs: number;
  readonly deadlineMs: number;
}

/**
 * Fills in the defaults.
 *
 * @throws UsageError for an option that cannot be used, saying what it takes.
 */
export function drainPlan(options: DrainOptions = {}): DrainPlan {
  if (typeof options !== "object" || (options as unknown) === null) {
    throw new UsageError(
      "E_BAD_OPTION",
      `drain takes its options as an object, such as drain({ deadlineMs: 5_000 }); got ${(options as unknown) === null ? "null" : typeof options}.`,
    );
  }
  const { batch, intervalMs = 500, deadlineMs = 8_000 } = options;
  for (const name of Object.keys(options)) {
    if (name !== "batch" && name !== "intervalMs" && name !== "deadlineMs") {
      throw new UsageError(
        "E_UNKNOWN_OPTION",
        `drain takes batch, intervalMs and deadlineMs; there is no "${name}".`,
      );
    }
  }
  if (batch !== undefined && !(Number.isInteger(batch) && batch >= 1)) {
    throw new UsageError("E_BAD_OPTION", "drain: batch is a whole number of connections, at least 1.");
  }
  for (const [name, ms] of Object.entries({ intervalMs, deadlineMs })) {
    if (!(typeof ms === "number" && ms >= 0 && ms <= maxMs)) {
      throw new UsageError(
        "E_BAD_OPTION",
        `drain: ${name} is a number of milliseconds from 0 to ${String(maxMs)}.`,
      );
    }
  }
  return { batch, intervalMs, deadlineMs };
}

/** An hour; a process that ends does so within it. */
const maxMs = 3_600_000;
