import { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "@carillon/socket-scrub";
import { explained } from "./unsendable-payload.js";

/** One broadcast that waits for a commit. */
type Send = () => Promise<void>;

/** The broadcasts that were asked for inside of one `afterCommit`. */
interface Batch {
  readonly sends: Send[];
  /** The `afterCommit` around this one. */
  readonly parent: Batch | undefined;
  state: "open" | "committed" | "rolled back";
}

/** How one broadcast fails. */
export interface SendOptions {
  /** Rejects when it cannot be sent, instead of logging. Default `false`. */
  readonly throwOnError: boolean;
  /** What is sent, to say what is wrong with it. */
  readonly payload?: unknown;
}

/** Where broadcasts leave: at once or after a commit, and without failing the request that asked for them. */
export class Outbox {
  readonly #batches = new AsyncLocalStorage<Batch>();
  readonly #logger: () => Logger;

  constructor(logger: () => Logger) {
    this.#logger = logger;
  }

  /** Hears of broadcasts that could not be sent. */
  get logger(): Logger {
    return this.#logger();
  }

  /** Whether what is sent here waits for a commit. */
  get isHolding(): boolean {
    return this.#batch()?.state === "open";
  }

  /** Sends now, or when the batch that is open here commits; never after it was rolled back. */
  send(event: string, work: () => unknown, { throwOnError, payload }: SendOptions): Promise<void> {
    const now: Send = async () => {
      try {
        await work();
      } catch (error) {
        const err = explained(event, payload, error);
        if (throwOnError) throw err;
        this.logger.error(
          { event: "broadcast_failed", socketEvent: event, err },
          "The broadcast could not be sent",
        );
      }
    };
    const batch = this.#batch();
    if (batch === undefined || batch.state === "committed") return now();
    if (batch.state === "open") batch.sends.push(now);
    else {
      this.logger.warn(
        { event: "broadcast_dropped", socketEvent: event },
        "A broadcast came after its afterCommit was rolled back and was dropped: await what sends it",
      );
    }
    return Promise.resolve();
  }

  /** The batch that holds here: what committed inside of another one waits for that one. */
  #batch(): Batch | undefined {
    let batch = this.#batches.getStore();
    while (batch?.state === "committed" && batch.parent !== undefined) batch = batch.parent;
    return batch;
  }

  /**
   * Runs `work`; what it broadcasts is sent when it resolves and dropped when it rejects. One inside of another waits for that one.
   *
   * @param work - What is to be done first, such as a transaction.
   * @returns What `work` returned.
   * @throws What `work` throws.
   * @throws What a broadcast with `throwOnError()` failed with, an AggregateError where several did. `work` is done by then
   * and everything else was sent.
   * @example
   * ```ts
   * import { Socket } from "@carillon/socket-facade";
   *
   * declare const database: { transaction(work: () => Promise<void>): Promise<void> };
   *
   * await Socket.afterCommit(() =>
   *   database.transaction(async () => {
   *     await Socket.broadcast("orders.123", "order:updated", { id: 123 });
   *   }),
   * );
   * ```
   */
  async afterCommit<Value>(work: () => Promise<Value> | Value): Promise<Value> {
    const around = this.#batch();
    const parent = around?.state === "committed" ? undefined : around;
    const batch: Batch = { sends: [], parent, state: "open" };
    let value: Value;
    try {
      value = await this.#batches.run(batch, async () => work());
    } catch (error) {
      batch.state = "rolled back";
      throw error;
    }
    batch.state = "committed";
    if (parent === undefined) await sendAll(batch.sends);
    else if (parent.state === "open") parent.sends.push(...batch.sends);
    else if (parent.state === "committed") await sendAll(batch.sends);
    return value;
  }
}

/** All of them, in order: one that fails takes none with it. */
async function sendAll(sends: readonly Send[]): Promise<void> {
  const errors: unknown[] = [];
  for (const send of sends) {
    try {
      await send();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) throw new AggregateError(errors, "Several broadcasts could not be sent.");
  if (errors.length > 0) throw errors[0];
}
