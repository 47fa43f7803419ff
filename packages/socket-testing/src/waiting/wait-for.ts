import { checkFunction, checkOptions } from "@carillon/socket-contract/server";
import { setTimeout as pause } from "node:timers/promises";
import { defaultPatienceMs } from "./patience.js";

/**
 * Waits until something holds, looking again every few milliseconds.
 *
 * @param probe - Returns a truthy value when it holds; while it throws or returns a falsy one, it does not.
 * @param timeoutMs - How long at most, in milliseconds. Default: that of `configureTesting`, 4,000.
 * @returns What the probe returned.
 * @throws The probe's last error, or one that says it never held.
 */
export async function waitFor<Value>(
  probe: () => Value | Promise<Value>,
  timeoutMs: number = defaultPatienceMs(),
): Promise<Value> {
  checkFunction("waitFor", probe, "waitFor(() => received.length === 2)");
  checkOptions("waitFor", { timeoutMs }, { timeoutMs: "ms" });
  const end = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown = new Error(`It did not hold within ${String(timeoutMs)} ms: ${String(probe)}`);
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > end) throw failure;
    await pause(5);
  }
}
