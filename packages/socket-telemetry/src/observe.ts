import { tracingChannel } from "node:diagnostics_channel";
import type { TracingChannelSubscribers } from "node:diagnostics_channel";
import type { Trace } from "@carillon/socket-contract/server";
import type { Context } from "@opentelemetry/api";
import { ContextStore } from "./context-store.js";

/** Watches the operations of one channel. */
export interface Observer<Message extends Trace> {
  /** Called when an operation begins. @returns The context to run it in. */
  begin(trace: Message): Context;
  /** Called once when it ended; its outcome is known. */
  end(trace: Message, outcome: string): void;
}

/**
 * Watches a tracing channel.
 *
 * @param name - Such as `carillon:dispatch`.
 * @returns Stops watching; operations under way are not ended any more.
 */
export function observe<Message extends Trace>(name: string, observer: Observer<Message>): () => void {
  const channel = tracingChannel<Context, Message>(name);
  const store = new ContextStore();

  function ended(trace: Message): void {
    // At the end of the synchronous part the outcome is often not known yet.
    if (trace.outcome !== undefined) observer.end(trace, trace.outcome);
  }

  const endings = { end: ended, asyncEnd: ended } as unknown as TracingChannelSubscribers<Message>;

  // With a store, `start` passes the trace and runs the operation in the returned context.
  channel.start.bindStore(store, (trace) => observer.begin(trace));
  channel.subscribe(endings);
  return () => {
    channel.start.unbindStore(store);
    channel.unsubscribe(endings);
  };
}
