import { clock, isThenable } from "@carillon/socket-contract/server";
import type { LoginSettings } from "./login-settings.js";

/** What a re-check needs of its login. */
export interface RecheckedLogin {
  /** @throws {SocketException} Where the identity has ended. */
  demandLife(): void;
  /** Asks the guard; may throw. */
  askGuard(): unknown;
  /**
   * Takes the guard's answer.
   *
   * @param answer - As it came.
   * @param knew - The number of the latest revocation when the guard was asked.
   * @throws {SocketException} Where it ends the identity.
   */
  settle(answer: unknown, knew: number): void;
  /** Takes an error of the guard. */
  fail(error: unknown): never;
}

/** Asks a login's guard again, as often as its events need it and not more often. */
export class Rechecks {
  readonly #login: RecheckedLogin;
  readonly #settings: LoginSettings;
  #checkedAt: number;
  #checkedFor: object | undefined;
  #running: Promise<void> | undefined;
  #queued: Promise<void> | undefined;

  /** @param checkedAt - When the guard was asked last, as the clock's `elapsed()` counts. */
  constructor(login: RecheckedLogin, settings: LoginSettings, checkedAt: number) {
    this.#login = login;
    this.#settings = settings;
    this.#checkedAt = checkedAt;
  }

  /**
   * Asks unless an answer still holds.
   *
   * @param event - The context of the event it is asked for; one event asks the guard once.
   * @returns Nothing if the identity holds, or a promise of that.
   */
  due(event: object | undefined): Promise<void> | undefined {
    if (event !== undefined && event === this.#checkedFor) return undefined;
    const { ttlMs } = this.#settings;
    if (ttlMs <= 0) return this.anew(event);
    return clock.elapsed() - this.#checkedAt < ttlMs ? undefined : (this.#running ?? this.#ask(event));
  }

  /** Asks again. A check that began before may not know what happened since: one more follows it, shared by all that wait. */
  anew(event?: object): Promise<void> | undefined {
    if (this.#running === undefined) return this.#ask(event);
    return (this.#queued ??= this.#askBehind(this.#running));
  }

  #askBehind(running: Promise<void>): Promise<void> {
    const ask = (): Promise<void> | undefined => {
      this.#queued = undefined;
      this.#login.demandLife();
      return this.#ask(undefined);
    };
    return running.then(ask, ask);
  }

  #ask(event: object | undefined): Promise<void> | undefined {
    const knew = this.#settings.revocations.latest;
    let answer: unknown;
    try {
      answer = this.#login.askGuard();
    } catch (error) {
      this.#login.fail(error);
    }
    if (!isThenable(answer)) {
      this.#settle(answer, knew, event);
      return undefined;
    }
    this.#running = this.#settings.deadline.within(answer).then(
      (settled) => {
        this.#running = undefined;
        this.#settle(settled, knew, event);
      },
      (error: unknown) => {
        this.#running = undefined;
        this.#login.fail(error);
      },
    );
    return this.#running;
  }

  #settle(answer: unknown, knew: number, event: object | undefined): void {
    this.#login.settle(answer, knew);
    if (this.#settings.ttlMs > 0) this.#checkedAt = clock.elapsed();
    this.#checkedFor = event;
  }
}
