import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { DispatchTrace } from "@carillon/socket-contract/server";
import { currentScope } from "./scope.js";

/** How many tests watch which events are being handled. */
let watchers = 0;

/** Keeps, in the record of each test, which events are being handled. @returns Ends it. */
export function watchHandledEvents(): () => void {
  if (watchers++ === 0) for (const [channel, listener] of listeners) subscribe(channel, listener);
  return () => {
    if (--watchers === 0) for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  };
}

function begin(trace: unknown): void {
  currentScope()?.record.handling.add(trace);
}

function end(trace: unknown): void {
  if ((trace as DispatchTrace).outcome === undefined) return;
  const record = currentScope()?.record;
  if (record?.handling.delete(trace)) record.changed();
}

const listeners = [
  ["tracing:carillon:dispatch:start", begin],
  ["tracing:carillon:dispatch:end", end],
  ["tracing:carillon:dispatch:asyncEnd", end],
] as const;
