import { ignore } from "@carillon/socket-contract/server";
import type { Call } from "../dispatch/call.js";

/** Fails the call, whatever else becomes of it; returned rather than thrown, so that no timer callback can crash. */
export function misused(call: Call, fault: unknown): Promise<never> {
  call.fault ??= fault;
  return rejected(fault);
}

/** A rejection that is an error where it is awaited and harmless where it is not. */
export function rejected(error: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- handlers may throw anything
  const rejection = Promise.reject(error);
  rejection.catch(ignore);
  return rejection;
}
