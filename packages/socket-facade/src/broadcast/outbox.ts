import { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "@carillon/socket-scrub";

/** One broadcast that waits for a commit. */
type Send = () => Promise<void>;

/** The broadcasts that were asked for inside of one `afterCommit`. */
interface Batch {
  readonly sends: Send[];
  isOpen: boolean;
}

/** How one broadcast fails. */
export interface SendOptions {
  /** Rejects when it cannot be sent, instead of logging. Default `false`. */
  readonly throwOnError: boolean;
}

/** Where broadcasts leave: at once or after a commit, and without failing the request that asked for them. */
export class Outbox {
  readonly #batches = new AsyncLocalStorage<Batch>();
  readonly #logger: () => Logger;

  constructor(logger: () => Logger) {
    this.#logger = logger;
  }

  /** Whether what is sent here waits for a commit. */
  get isHolding(): boolean {
    return this.#batches.getStore()?.isOpen === true;
  }

  /** Sends now, or when the batch that is open here commits. */
  send(event: string, work: () => unknown, { throwOnError }: SendOptions): Promise<void> {
    const now: Send = async () => {
      try {
        await work();
      } catch (error) {
        if (throwOnError) throw error;
        this.#logger().error({ event, err: error }, "The broadcast could not be sent");
      }
    };
    const batch = this.#batches.getStore();
    if (!batch?.isOpen) return now();
    batch.sends.push(now);
    return Promise.resolve();
  }

  /**
   * Runs `work`; what it broadcasts is sent when it resolves and dropped when it rejects.
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
    if (this.#batches.getStore()?.isOpen) return work();
    const batch: Batch = { sends: [], isOpen: true };
    try {
      const value = await this.#batches.run(batch, async () => work());
      batch.isOpen = false;
      await sendAll(batch.sends);
      return value;
    } finally {
      batch.isOpen = false;
    }
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
