import { SocketException } from "@carillon/socket-contract";
import type { Call } from "./call.js";
import { Deadlines } from "./deadlines.js";
import type { Failures } from "./failures.js";

/** What the connections of one router share. */
export class Dispatcher {
  readonly failures: Failures;
  readonly deadlines: Deadlines;
  /** How many events of one socket may wait in one queue. */
  readonly maxQueued: number;

  constructor(failures: Failures, maxQueued: number) {
    this.failures = failures;
    this.maxQueued = maxQueued;
    this.deadlines = new Deadlines(expire);
  }
}

function expire(call: Call): void {
  const error = new SocketException("The server took too long to answer.", {
    code: "timeout",
    retryable: true,
  });
  call.connection.fail(call, error);
  call.abort(error);
}
