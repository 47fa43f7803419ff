import { AssertionError } from "node:assert";
import { mismatch } from "../assertions/matching.js";

/** Why something was refused. */
export interface Failure {
  /** Such as `"forbidden"`. */
  readonly code: string;
  /** HTTP-like; 0 where the client says so and not the server. */
  readonly status: number;
  readonly message: string;
  readonly data: unknown;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
}

/** What a failure should be: some of its properties, or a function that looks at it. */
export type ExpectedFailure = Partial<Failure> | ((failure: Failure) => unknown);

/** Something that may be refused: await it where it must succeed, or ask for the refusal. */
export interface Attempt<Value> extends Promise<Value> {
  /**
   * Asserts that it is refused.
   *
   * @param expected - Such as `{ code: "forbidden" }`. Default: any refusal will do.
   * @returns The refusal.
   * @throws AssertionError when it succeeds, or fails otherwise.
   */
  toFail(expected?: ExpectedFailure): Promise<Failure>;
}

/** @param what - What is tried, for the message: `"joining orders.7"`. */
export function attempt<Value>(what: string, work: Promise<Value>): Attempt<Value> {
  // It is reported where it is awaited; `toFail` wants it to fail.
  work.catch(() => undefined);
  const toFail = async (expected?: ExpectedFailure): Promise<Failure> => {
    const failure = await work.then(
      () => undefined,
      (error: unknown) => error as Failure,
    );
    if (failure === undefined) throw assertion(`${what} should have failed, and succeeded.`);
    const found = mismatch(expected, failure);
    if (found === undefined) return failure;
    throw assertion(`${what} failed in another way: ${found}\n  ${failureText(failure)}`);
  };
  return Object.assign(work, { toFail });
}

/** An error that test runners show as a failed assertion, at the line of the test. */
export function assertion(message: string): AssertionError {
  const error = new AssertionError({ message });
  const lines = error.stack?.split("\n") ?? [];
  error.stack = lines.filter((line) => !ownFrame.test(line)).join("\n");
  return error;
}

const ownFrame = /^ +at .*[\\/]socket-testing[\\/](?:src|dist)[\\/]/;

/** A failure in one line. */
export function failureText({ code, status, message }: Partial<Failure>): string {
  return `${code ?? "an error"}${status ? ` (${String(status)})` : ""}: ${message ?? ""}`;
}
