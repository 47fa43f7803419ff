import { SocketException } from "@carillon/socket-contract";
import { stampAuthState } from "@carillon/socket-contract/server";
import type { Identity } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { identify } from "../guards/guard.js";
import type { Guard, NamedGuard } from "../guards/guard.js";
import type { Credentials } from "../handshake/credentials.js";
import { refusal, toRefusal } from "../refusals.js";
import type { EndCode } from "../refusals.js";
import type { Moment } from "../revocation/revocation-log.js";
import { isTraced, tracedGuard } from "../tracing.js";
import { leaveRooms, sendEndNotice, sendExpiryWarning } from "./end-notice.js";
import { ExpiryTimer } from "./expiry-timer.js";
import { hasEnded, isSameIdentity } from "./identity.js";
import type { LoginSettings, LoginStart } from "./login-settings.js";
import { warnOfOtherUser } from "./other-user.js";
import { Rechecks } from "./rechecks.js";
import type { RecheckedLogin } from "./rechecks.js";
import { RunningHandlers } from "./running-handlers.js";

/** One socket's identity from sign-in to its end. Most connections are idle: what events need is made at the first one. */
export class Login implements RecheckedLogin {
  readonly socket: Socket;
  /** Behind a private field: a login hangs on its socket, and no way of printing that shows what the client sent. */
  readonly #start: LoginStart;
  readonly #settings: LoginSettings;
  #credentials: Credentials;
  #identity: Identity | null;
  #ended: EndCode | null = null;
  #handlers: RunningHandlers | undefined;
  #timer: ExpiryTimer | undefined;
  #rechecks: Rechecks | undefined;
  #onSession: ((login: Login) => void) | undefined;

  constructor(socket: Socket, start: LoginStart, settings: LoginSettings) {
    this.socket = socket;
    this.#start = start;
    this.#settings = settings;
    this.#credentials = start.credentials;
    this.#identity = start.identity;
    this.#stamp();
    this.#changed();
  }

  /** What the sign-in found. A method: printing calls getters. */
  startedWith(): LoginStart {
    return this.#start;
  }

  /** The guard that recognised the user. */
  get guard(): NamedGuard {
    return this.#start.guard;
  }

  /** The user, also after the identity ended: a refresh must be theirs. */
  get userId(): string {
    return this.#start.identity.id;
  }

  /** Who the socket is, or `null` once that ended. */
  get identity(): Identity | null {
    return this.#identity;
  }

  /** Why the identity ended, or `null` while it holds. */
  get ended(): EndCode | null {
    return this.#ended;
  }

  /** Whether it was revoked since its guard was asked. */
  get isRevoked(): boolean {
    return this.#settings.revocations.since(this.#start.askedAt, this.#identity ?? { id: this.userId });
  }

  /**
   * Makes sure that the identity still holds.
   *
   * @param event - The context of the event it is asked for; one event asks the guard once.
   * @returns Nothing if it holds, or a promise of that.
   * @throws {SocketException} `unauthenticated`, `token_expired`, `revoked` or `unavailable`, here or in the promise.
   */
  check(event?: object): Promise<void> | undefined {
    this.demandLife();
    return this.#checks.due(event);
  }

  /**
   * Admits an event whose check has just passed.
   *
   * @param wanted - What the identity must be allowed to do, all of it.
   * @returns Tell it when the event's handler is done.
   * @throws {SocketException} `forbidden`.
   */
  admit(wanted: readonly string[] | undefined): RunningHandlers {
    if (wanted !== undefined) {
      const abilities = this.#identity?.abilities ?? [];
      if (!abilities.includes("*") && !wanted.every((ability) => abilities.includes(ability))) {
        throw new SocketException("You may not do this.", { code: "forbidden" });
      }
    }
    return (this.#handlers ??= new RunningHandlers(this.socket, this.#settings.logger)).begin();
  }

  /** The same, asked of the guard although a re-check may still hold. */
  recheck(): Promise<void> | undefined {
    this.demandLife();
    return this.#checks.anew();
  }

  /**
   * Starts the clock of the identity; the socket is connected.
   *
   * @param onSession - Called when the identity goes on under another session, and when it is back after its end.
   */
  begin(onSession: (login: Login) => void): void {
    this.#onSession = onSession;
    this.#startTimer();
  }

  /** The socket is gone. */
  leave(): void {
    this.#timer?.stop();
  }

  /** The token's life is over. */
  expire(): void {
    this.end("token_expired", this.#settings.onExpire === "disconnect");
  }

  /**
   * Ends the identity: rooms are left first, so that a silent listener hears nothing more, then the client is told.
   *
   * @param code - Why.
   * @param isFinal - Whether the socket is disconnected as well.
   */
  end(code: EndCode, isFinal: boolean): void {
    if (this.#ended === null) {
      this.#ended = code;
      this.#identity = null;
      this.#timer?.stop();
      this.#stamp();
      this.#changed();
      this.#handlers?.blockRooms();
      leaveRooms(this.socket);
      const { message, status } = refusal(code);
      sendEndNotice(this.socket, { error: code, message, status, reconnect: code !== "revoked" });
    }
    if (isFinal) this.socket.disconnect();
  }

  /**
   * Goes on with a new token of the same user.
   *
   * @throws {SocketException} `unauthenticated`, `forbidden` for another user, `revoked`, `unavailable`.
   */
  async refresh(token: string): Promise<Identity> {
    if (this.#ended === "revoked") throw refusal("revoked");
    const credentials: Credentials = { token, source: "refresh" };
    const { guard, name } = this.guard;
    const { handshake } = this.#start;
    const askedAt = this.#settings.revocations.now();
    const ask = (): unknown => guard.authenticate(credentials, handshake, this.socket);
    const answer = await this.#answerOf(() => tracedGuard(this.socket, name, "refresh", ask));
    const identity = identify(answer, this.#settings.userIdOf);
    this.#demandUnrevoked(askedAt, identity);
    if (identity === null || hasEnded(identity)) throw refusal("unauthenticated");
    if (identity.id !== this.userId) {
      warnOfOtherUser(this.#settings.logger, this, identity.id, "refresh");
      throw new SocketException("This token belongs to another user.", { code: "forbidden" });
    }
    const wasEnded = this.#ended !== null;
    this.#ended = null;
    this.#credentials = credentials;
    this.#handlers?.allowRooms();
    this.#accept(identity);
    if (wasEnded) this.#onSession?.(this);
    return identity;
  }

  /** @throws {SocketException} Where the identity has ended. */
  demandLife(): void {
    if (this.#ended !== null) throw refusal(this.#ended);
    if (this.#identity === null || !hasEnded(this.#identity)) return;
    this.expire();
    throw refusal("token_expired");
  }

  /** What a guard answered must not be believed if it may not have known of a revocation. */
  #demandUnrevoked(askedAt: Moment, identity: Identity | null): void {
    if (this.#ended !== "revoked") {
      if (identity === null || !this.#settings.revocations.since(askedAt, identity)) return;
      this.end("revoked", true);
    }
    throw refusal("revoked");
  }

  /** The guard has spoken at the sign-in. */
  get #checks(): Rechecks {
    return (this.#rechecks ??= new Rechecks(this, this.#settings, this.#start.askedAt.at));
  }

  /** Asks the guard; may throw. */
  askGuard(): unknown {
    const { guard, name } = this.guard;
    const identity = this.#identity;
    if (identity === null) throw refusal("unauthenticated");
    return isTraced()
      ? tracedGuard(this.socket, name, "recheck", () => this.#question(guard, identity))
      : this.#question(guard, identity);
  }

  #question(guard: Guard, identity: Identity): unknown {
    return guard.recheck === undefined
      ? guard.authenticate(this.#credentials, this.#start.handshake, this.socket)
      : guard.recheck(identity, this.#credentials, this.socket);
  }

  /** Takes the guard's answer to a re-check. */
  settle(answer: unknown, knew: number): void {
    if (this.#ended !== null) throw refusal(this.#ended);
    if (answer === true) return;
    const identity = identify(answer, this.#settings.userIdOf);
    if (identity === null) this.#settings.refusals.unusable(this.guard.name, answer);
    if (identity?.id !== this.userId) this.#refuse(identity);
    // The socket's sign-in is the earliest that a revocation can matter; no clock is read at each event.
    this.#demandUnrevoked({ number: knew, at: this.#start.askedAt.at }, identity);
    if (hasEnded(identity)) {
      this.expire();
      throw refusal("token_expired");
    }
    this.#accept(identity);
  }

  #refuse(other: Identity | null | undefined): never {
    if (other) warnOfOtherUser(this.#settings.logger, this, other.id, "recheck");
    this.end("unauthenticated", false);
    throw refusal("unauthenticated");
  }

  /** Takes an error of the guard: one that throws a `SocketException` refuses; any other error means that it cannot tell now. */
  fail(error: unknown): never {
    const exception = toRefusal(error);
    if (exception.code === "unavailable") this.#logFailure(error, "recheck");
    else if (exception.code === "token_expired") this.expire();
    else if (exception.code === "unauthenticated" || exception.code === "revoked") {
      this.end("unauthenticated", false);
    }
    throw exception;
  }

  async #answerOf(ask: () => unknown): Promise<unknown> {
    try {
      return await this.#settings.deadline.within(Promise.resolve(ask()));
    } catch (error) {
      const exception = toRefusal(error);
      if (exception.code === "unavailable") this.#logFailure(error, "refresh");
      throw exception;
    }
  }

  #logFailure(error: unknown, phase: string): void {
    this.#settings.logger.error(
      { event: "guard_failed", err: error, guard: this.guard.name, phase },
      "A guard failed",
    );
  }

  /** Handlers always see what the guard said last; rooms are asked only about what changed in value. */
  #accept(identity: Identity): void {
    const before = this.#identity;
    this.#identity = identity;
    this.#stamp();
    if (before !== null && isSameIdentity(before, identity)) return;
    if (before?.sessionId !== identity.sessionId) this.#onSession?.(this);
    if (before?.expiresAt !== identity.expiresAt) this.#startTimer();
    this.#changed();
  }

  #startTimer(): void {
    if (!this.socket.connected) return;
    const expiresAt = this.#identity?.expiresAt;
    if (expiresAt !== undefined) this.#timer ??= new ExpiryTimer();
    this.#timer?.start(expiresAt, this.#settings.expiringMs, {
      warn: (endsAt) => void sendExpiryWarning(this.socket, endsAt),
      expire: () => void this.expire(),
    });
  }

  #stamp(): void {
    const state = { identity: this.#identity, guard: this.guard.name };
    stampAuthState(this.socket, state);
    stampAuthState(this.socket.handshake, state);
  }

  #changed(): void {
    if (this.socket.connected) this.#settings.onChange(this.socket);
  }
}
