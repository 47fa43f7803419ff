import { SocketException } from "@carillon/socket-contract";
import type { Failures } from "../answers/failures.js";
import type { Call } from "./call.js";
import { Deadlines } from "./deadlines.js";
import type { ExtraArguments } from "./extra-arguments.js";

/** How much of one socket may wait. */
export interface QueueLimits {
  /** Events in one queue. */
  readonly maxQueued: number;
  /** Bytes of the events in all its queues. */
  readonly maxQueuedBytes: number;
}

/** What the dispatchers of one router share. */
export class RouterRuntime {
  readonly failures: Failures;
  readonly extraArguments: ExtraArguments;
  readonly limits: QueueLimits;
  readonly deadlines: Deadlines = new Deadlines(expire);

  constructor(failures: Failures, extraArguments: ExtraArguments, limits: QueueLimits) {
    this.failures = failures;
    this.extraArguments = extraArguments;
    this.limits = limits;
  }
}

function expire(call: Call): void {
  const error = new SocketException("The server took too long to answer.", {
    code: "timeout",
    retryable: true,
  });
  call.host.fail(call, error);
  call.abort(error);
}
