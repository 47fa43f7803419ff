import type { ClientOptions, TokenReason } from "./options.js";

/** How long a token may take, in milliseconds. */
const patienceMs = 30_000;

/** Asks the application for its token: once at a time, however many want it. */
export class TokenSource {
  readonly #token: ClientOptions["token"];
  #asked: Promise<string | null> | undefined;
  #abort: (() => void) | undefined;

  constructor(token: ClientOptions["token"]) {
    this.#token = token;
  }

  /** Whether there is anybody to ask. */
  get isEmpty(): boolean {
    return this.#token === undefined;
  }

  /**
   * The token as it is now; joins a question that is under way.
   *
   * @throws What the callback throws, or an error when it takes too long or is no longer wanted.
   */
  ask(why: Omit<TokenReason, "signal">): Promise<string | null> {
    if (this.#asked !== undefined) return this.#asked;
    const asked = this.#ask(why).finally(() => {
      if (this.#asked === asked) this.#asked = undefined;
    });
    this.#asked = asked;
    return asked;
  }

  /** The token is no longer wanted. */
  abort(): void {
    this.#abort?.();
    this.#asked = undefined;
  }

  async #ask(why: Omit<TokenReason, "signal">): Promise<string | null> {
    const controller = new AbortController();
    const { signal } = controller;
    const abort = (this.#abort = () => {
      controller.abort();
    });
    const timer = setTimeout(abort, patienceMs);
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.onabort = () => {
        reject(new Error("The token callback took too long, or its token is no longer wanted."));
      };
    });
    try {
      return await Promise.race([this.#token?.({ ...why, signal }) ?? null, aborted]);
    } finally {
      clearTimeout(timer);
    }
  }
}
