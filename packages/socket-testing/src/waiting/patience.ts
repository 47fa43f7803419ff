import { checkGivenOptions, maxTimerMs, UsageError } from "@carillon/socket-contract/server";

/** What {@link configureTesting} takes. */
export interface TestingOptions {
  /**
   * How long a wait for something that should happen lasts, in milliseconds. Default 4,000: shorter than the five seconds after which
   * Vitest and Jest end a test, so that the message of the wait is the one that is shown.
   */
  readonly patienceMs?: number;
}

/** How long a look at what should not happen waits for handlers that are still at work, in milliseconds. */
const longestRefuteMs = 1_000;

let patience = 4_000;

/**
 * Sets how long the kit waits where a test does not say: in assertions, while clients connect and join, for answers, in
 * `waitFor`, `nextEvent`, `connected` and `refused`.
 *
 * It changes only how late a wait gives up: one that finds what it waits for ends at once. A slow machine needs more, and a test runner
 * whose own limit is longer. Call it in the setup file of the test runner, with a value below that limit.
 *
 * @param options - See {@link TestingOptions}. What is left out stays as it is.
 * @throws UsageError `E_PATIENCE` for what is not a number of milliseconds that a timer can wait, `E_UNKNOWN_OPTION` for another option.
 * @example
 * ```ts
 * // vitest.setup.ts, with setupFiles: ["vitest.setup.ts"] and testTimeout: 20_000
 * import { configureTesting } from "@carillon/socket-testing";
 *
 * configureTesting({ patienceMs: 15_000 });
 * ```
 * @see Testing Library, "Configuration Options", `asyncUtilTimeout`.
 */
export function configureTesting(options: TestingOptions): void {
  checkGivenOptions("configureTesting", options, ["patienceMs"]);
  const { patienceMs } = options;
  if (patienceMs !== undefined) patience = checkedPatienceMs(patienceMs);
}

/** How long a wait for what should happen lasts now, in milliseconds. */
export function defaultPatienceMs(): number {
  return patience;
}

/** How long a wait for what should not happen lasts, in milliseconds: never longer than the patience. */
export function refuteMs(patienceMs: number): number {
  return Math.min(longestRefuteMs, patienceMs);
}

/** @throws UsageError `E_PATIENCE` */
export function checkedPatienceMs(ms: number): number {
  if (Number.isFinite(ms) && ms > 0 && ms <= maxTimerMs) return ms;
  throw new UsageError(
    "E_PATIENCE",
    `patienceMs is how long a test waits, in milliseconds from 1 to ${String(maxTimerMs)}; got ${String(ms)}.`,
  );
}
