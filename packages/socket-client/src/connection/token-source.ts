import type { ClientOptions, TokenReason } from "../options.js";

/** How long a token may take, in milliseconds. */
const patienceMs = 30_000;

/** Why a token is asked for. */
export type Why = Omit<TokenReason, "signal">;

/** Asks the application for its token. */
export interface TokenSource {
  /**
   * The token as it is now; joins a question that is under way.
   *
   * @throws What the callback throws, or an event when it takes too long or is no longer wanted.
   */
  readonly ask: (why: Why) => Promise<string | null>;
  /** The token is no longer wanted. */
  readonly abort: () => void;
}

/** Makes the source of a client's tokens. */
export function createTokenSource(token: ClientOptions["token"]): TokenSource {
  let asked: Promise<string | null> | undefined;
  let controller: AbortController | undefined;
  /** The last call: one that is no longer wanted may go on, and no other begins before its end. */
  let called: Promise<unknown> = Promise.resolve();
  const abort = (): void => {
    controller?.abort();
    asked = undefined;
  };
  return {
    abort,
    ask: (why) => {
      if (asked) return asked;
      const { signal } = (controller = new AbortController());
      const timer = setTimeout(() => {
        called = Promise.resolve();
        abort();
      }, patienceMs);
      const call = called.then(() => (signal.aborted ? null : (token?.({ ...why, signal }) ?? null)));
      called = call.catch(() => undefined);
      const answer = Promise.race([
        call,
        new Promise<never>((_resolve, reject) => {
          signal.onabort = reject;
        }),
      ]).finally(() => {
        clearTimeout(timer);
        if (asked === answer) asked = undefined;
      });
      return (asked = answer);
    },
  };
}
