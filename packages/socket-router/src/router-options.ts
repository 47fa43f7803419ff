import type { ContractDefinition } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-scrub";
import type { ControllerResolver } from "./registration/controllers.js";
import type { Hook } from "./attaching/event-takeover.js";
import type { IdempotencyStore } from "./idempotency/idempotency-store.js";
import type { PayloadLimits } from "./payloads/payload-limits.js";
import { checkOptionKeys, checkOptions, UsageError } from "@carillon/socket-contract/server";
import type { OptionKinds, RedisClient } from "@carillon/socket-contract/server";
import { checkContract } from "./registration/schema-checks.js";

/** How a `Router` behaves. Everything has a default. */
export interface RouterOptions<Contract extends ContractDefinition = ContractDefinition> {
  /** Payload and reply schemas for all routes, by event name. */
  readonly contract?: Contract;
  /** Milliseconds until an unanswered event is answered with `timeout`; 0 waits forever. Default 30,000. */
  readonly timeoutMs?: number;
  /** The largest payload that routes accept. Default: no limit but Socket.IO's `maxHttpBufferSize`. */
  readonly limits?: PayloadLimits;
  /** Checks what handlers return against the reply schema. Default: unless `NODE_ENV` is `"production"`. */
  readonly validateReplies?: boolean;
  /** How many events of one socket may wait in one queue; more are answered with `unavailable`. Default 1,000. */
  readonly maxQueued?: number;
  /**
   * How many bytes the events of one socket that wait at connect or in serial order may hold; more are answered with
   * `unavailable`, but for one event of any size. Default 1 MiB.
   */
  readonly maxQueuedBytes?: number;
  /** Builds controller instances, e.g. with a container. Default: `new Controller()`. */
  readonly resolve?: ControllerResolver;
  /** Where failures are logged, scrubbed. Default: the console. */
  readonly logger?: Logger;
  /** Keeps the answers of idempotent routes. Default: in memory. */
  readonly idempotencyStore?: IdempotencyStore;
  /** A connected Redis client in which `throttle` counts, for several nodes. Default: in memory. */
  readonly redis?: RedisClient;
  /** How events are taken over from Socket.IO. Default: the cheapest way that its version supports. */
  readonly hook?: Hook;
}

/** The deadline of a route that names none, in milliseconds. */
export const defaultTimeoutMs = 30_000;

const kinds: OptionKinds<RouterOptions> = {
  contract: "any",
  timeoutMs: "any",
  limits: "object",
  validateReplies: "flag",
  maxQueued: "any",
  maxQueuedBytes: "any",
  resolve: "function",
  logger: "any",
  idempotencyStore: "object",
  redis: "any",
  hook: "any",
};
const known = Object.keys(kinds);

/**
 * Refuses options that cannot be used.
 *
 * @param where - The call, as the message names it.
 * @throws UsageError `E_BAD_OPTION`, `E_UNKNOWN_OPTION` or `E_BAD_SCHEMA`, naming the key.
 */
export function checkRouterOptions(where: string, options: RouterOptions): void {
  checkOptionKeys(where, options, known);
  const { contract, timeoutMs, maxQueued, maxQueuedBytes, logger } = options;
  for (const [key, value] of Object.entries({ timeoutMs, maxQueued, maxQueuedBytes })) {
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    throw new UsageError("E_BAD_OPTION", `${where}: ${key} is a number of 0 or more; got ${String(value)}.`);
  }
  if (logger !== undefined && typeof (logger as Partial<Logger> | null)?.error !== "function") {
    throw new UsageError(
      "E_BAD_OPTION",
      `${where}: logger has debug, info, warn and error, such as console or pino().`,
    );
  }
  checkOptions(where, options, kinds);
  if (contract !== undefined) checkContract(contract);
}
