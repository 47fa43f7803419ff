import { AsyncLocalStorage } from "node:async_hooks";
import { context } from "@opentelemetry/api";
import type { Context } from "@opentelemetry/api";

/** Makes an OpenTelemetry context the active one wherever a diagnostics channel runs something in it. */
export class ContextStore extends AsyncLocalStorage<Context> {
  override run<Result>(active: Context, work: () => Result): Result;
  override run<Result, Args extends unknown[]>(
    active: Context,
    work: (...args: Args) => Result,
    ...args: Args
  ): Result {
    return context.with(active, () => work(...args));
  }
}
