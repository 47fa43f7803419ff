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

  /** Called by Node 26 instead of `run`. OpenTelemetry has no such step of its own, but its context manager has a store. */
  withScope(active: Context): unknown {
    const { _asyncLocalStorage: store } = (context as unknown as ContextInternals)._getContextManager();
    return store?.withScope?.(active) ?? { [Symbol.dispose]: () => undefined };
  }
}

/** Parts of OpenTelemetry's API and `AsyncLocalStorageContextManager` below their public interfaces. */
interface ContextInternals {
  _getContextManager(): { readonly _asyncLocalStorage?: { withScope?(active: Context): unknown } };
}
