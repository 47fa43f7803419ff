import { runAt } from "@carillon/socket-contract/server";

/** What happens on the way to the end of an identity. */
export interface ExpirySteps {
  /** Called `warnMs` before the end. */
  readonly warn: (expiresAt: number) => void;
  readonly expire: () => void;
}

/** Runs until an identity ends; restarted for each new end. */
export class ExpiryTimer {
  #cancel: (() => void) | undefined;

  /**
   * @param expiresAt - When the identity ends, in milliseconds since the epoch; `undefined` for never.
   * @param warnMs - How long before that the warning comes, in milliseconds.
   */
  start(expiresAt: number | undefined, warnMs: number, steps: ExpirySteps): void {
    this.stop();
    if (expiresAt === undefined) return;
    this.#cancel = runAt(expiresAt - warnMs, () => {
      steps.warn(expiresAt);
      this.#cancel = runAt(expiresAt, steps.expire);
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
