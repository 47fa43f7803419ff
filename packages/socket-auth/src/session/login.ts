import { SocketException } from "@carillon/socket-contract";
import { stampAuthState, isThenable, withDeadline, runAt } from "@carillon/socket-contract/server";
import type { Identity } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { Credentials, Handshake } from "../handshake/credentials.js";
import { leaveRooms, sendEndNotice } from "./end-notice.js";
import { identify } from "../guards/guard.js";
import type { NamedGuard, UserIdOf } from "../guards/guard.js";
import { refusal, toRefusal } from "../refusals.js";
import type { EndCode } from "../refusals.js";
import { tracedGuard } from "../tracing.js";

/** What all logins of an authenticator share. */
export interface LoginSettings {
  /** How long a re-check holds, in milliseconds; 0 asks at every event. */
  readonly ttlMs: number;
  /** How long a guard may take, in milliseconds. */
  readonly deadlineMs: number;
  /** How long before the end `auth:expiring` is sent, in milliseconds. */
  readonly expiringMs: number;
  /** What happens at the end of a token's life. */
  readonly onExpire: "disconnect" | "anonymous";
  readonly userIdOf: UserIdOf;
  /** Called after who a connected socket is has changed. */
  readonly onChange: (socket: Socket) => void;
  readonly logger: Logger;
}

/** Whom a socket belongs to, through which guard, by which credentials. */
export interface LoginStart {
  readonly guard: NamedGuard;
  readonly credentials: Credentials;
  readonly handshake: Handshake;
  readonly identity: Identity;
}

/** One socket's identity from sign-in to its end. */
export class Login {
  readonly socket: Socket;
  readonly guard: NamedGuard;
  /** The user, also after the identity ended: a refresh must be theirs. */
  readonly userId: string;
  readonly #settings: LoginSettings;
  readonly #handshake: Handshake;
  #credentials: Credentials;
  #identity: Identity | null;
  #ended: EndCode | null = null;
  #checkedAt = Date.now();
  #checkedFor: object | undefined;
  #running: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(socket: Socket, start: LoginStart, settings: LoginSettings) {
    this.socket = socket;
    this.guard = start.guard;
    this.userId = start.identity.id;
    this.#settings = settings;
    this.#handshake = start.handshake;
    this.#credentials = start.credentials;
    this.#identity = start.identity;
    this.#stamp();
  }

  /** Who the socket is, or `null` once that ended. */
  get identity(): Identity | null {
    return this.#identity;
  }

  /** Why the identity ended, or `null` while it holds. */
  get ended(): EndCode | null {
    return this.#ended;
  }

  /**
   * Makes sure that the identity still holds.
   *
   * @param event - The context of the event it is asked for; one event asks the guard once.
   * @returns Nothing if it holds, or a promise of that.
   * @throws {SocketException} `unauthenticated`, `token_expired`, `revoked` or `unavailable`, here or in the promise.
   */
  check(event?: object): Promise<void> | undefined {
    if (this.#ended !== null) throw refusal(this.#ended);
    if (this.#hasExpired()) {
      this.expire();
      throw refusal("token_expired");
    }
    if (event !== undefined && event === this.#checkedFor) return undefined;
    const { ttlMs } = this.#settings;
    if (ttlMs > 0) {
      return Date.now() - this.#checkedAt < ttlMs ? undefined : (this.#running ?? this.#ask(event));
    }
    // A check that began before this event may not know what happened since: one more follows it, shared by all who wait.
    if (this.#running === undefined) return this.#ask(event);
    return (this.#queued ??= this.#running.then(this.#askQueued, this.#askQueued));
  }

  /** Starts the clock of the identity; the socket is connected. */
  start(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const expiresAt = this.#identity?.expiresAt;
    if (expiresAt === undefined || !this.socket.connected) return;
    const warnAt = expiresAt - this.#settings.expiringMs;
    this.#cancelTimer = runAt(warnAt, () => {
      this.socket.emit("auth:expiring", { expiresAt, expiresInMs: Math.max(0, expiresAt - Date.now()) });
      this.#cancelTimer = runAt(expiresAt, () => {
        this.expire();
      });
    });
  }

  /** Stops the clock; the socket is gone. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
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
      this.stop();
      this.#stamp();
      leaveRooms(this.socket);
      const { message, status } = refusal(code);
      sendEndNotice(this.socket, { error: code, message, status, reconnect: code !== "revoked" });
    }
    if (isFinal) this.socket.disconnect();
  }

  /**
   * Goes on with a new token of the same user.
   *
   * @throws {SocketException} `unauthenticated`, `forbidden` for another user, `unavailable`, `too_many_requests`.
   */
  async refresh(token: string): Promise<Identity> {
    if (this.#ended === "revoked") throw refusal("revoked");
    const credentials: Credentials = { token, source: "refresh" };
    const { guard, name } = this.guard;
    const ask = (): unknown => guard.authenticate(credentials, this.#handshake, this.socket);
    const answer = await this.#answerOf(() => tracedGuard(this.socket, name, "refresh", ask));
    const identity = identify(answer, this.#settings.userIdOf);
    // Typed apart, since the identity may have ended while the guard was asked.
    const ended: EndCode | null = this.#endedNow();
    if (ended === "revoked") throw refusal("revoked");
    if (identity === null || hasExpired(identity)) throw refusal("unauthenticated");
    if (identity.id !== this.userId) {
      this.#settings.logger.warn(
        { userId: this.userId, otherUserId: identity.id, socketId: this.socket.id },
        "auth:refresh with the token of another user was refused",
      );
      throw new SocketException("This token belongs to another user.", { code: "forbidden" });
    }
    this.#ended = null;
    this.#credentials = credentials;
    this.#accept(identity);
    return identity;
  }

  readonly #askQueued = async (): Promise<void> => {
    this.#queued = undefined;
    if (this.#ended !== null) throw refusal(this.#ended);
    await this.#ask(undefined);
  };

  #ask(event: object | undefined): Promise<void> | undefined {
    const { guard } = this.guard;
    const identity = this.#identity;
    if (identity === null) throw refusal("unauthenticated");
    let answer: unknown;
    try {
      answer = tracedGuard(this.socket, this.guard.name, "recheck", (): unknown =>
        guard.recheck === undefined
          ? guard.authenticate(this.#credentials, this.#handshake, this.socket)
          : guard.recheck(identity, this.#credentials, this.socket),
      );
    } catch (error) {
      this.#fail(error);
    }
    if (!isThenable(answer)) {
      this.#settle(answer, event);
      return undefined;
    }
    this.#running = this.#await(answer, event);
    return this.#running;
  }

  async #await(answer: PromiseLike<unknown>, event: object | undefined): Promise<void> {
    let settled: unknown;
    try {
      settled = await withDeadline(answer, this.#settings.deadlineMs);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#running = undefined;
    }
    this.#settle(settled, event);
  }

  #settle(answer: unknown, event: object | undefined): void {
    if (this.#ended !== null) throw refusal(this.#ended);
    if (answer !== true) {
      const identity = identify(answer, this.#settings.userIdOf);
      if (identity?.id !== this.userId) this.#refuse(identity);
      else if (hasExpired(identity)) {
        this.expire();
        throw refusal("token_expired");
      } else this.#accept(identity);
    }
    this.#checkedAt = Date.now();
    this.#checkedFor = event;
  }

  #refuse(other: Identity | null): never {
    if (other !== null) {
      this.#settings.logger.warn(
        { userId: this.userId, otherUserId: other.id, socketId: this.socket.id },
        "a re-check named another user; the identity was ended",
      );
    }
    this.end("unauthenticated", false);
    throw refusal("unauthenticated");
  }

  /** A guard that throws an exception of ours refuses; any other error means that nobody can tell now. */
  #fail(error: unknown): never {
    const exception = toRefusal(error);
    if (exception.code === "unavailable") {
      this.#settings.logger.error({ err: error, guard: this.guard.name }, "a guard failed at a re-check");
    } else if (exception.code === "token_expired") this.expire();
    else if (isEnd(exception.code)) this.end("unauthenticated", false);
    throw exception;
  }

  async #answerOf(ask: () => unknown): Promise<unknown> {
    try {
      return await withDeadline(Promise.resolve(ask()), this.#settings.deadlineMs);
    } catch (error) {
      const exception = toRefusal(error);
      if (exception.code === "unavailable") {
        this.#settings.logger.error({ err: error, guard: this.guard.name }, "a guard failed at auth:refresh");
      }
      throw exception;
    }
  }

  #accept(identity: Identity): void {
    const before = this.#identity;
    if (before !== null && isSame(before, identity)) return;
    this.#identity = identity;
    this.#stamp();
    if (before?.expiresAt !== identity.expiresAt) this.start();
  }

  #stamp(): void {
    const state = { identity: this.#identity, guard: this.guard.name };
    stampAuthState(this.socket, state);
    stampAuthState(this.socket.handshake, state);
    if (this.socket.connected) this.#settings.onChange(this.socket);
  }

  #hasExpired(): boolean {
    return this.#identity !== null && hasExpired(this.#identity);
  }

  #endedNow(): EndCode | null {
    return this.#ended;
  }
}

function hasExpired({ expiresAt }: Identity): boolean {
  return expiresAt !== undefined && expiresAt <= Date.now();
}

function isEnd(code: string): boolean {
  return code === "unauthenticated" || code === "revoked";
}

function isSame(one: Identity, other: Identity): boolean {
  return (
    one.user === other.user &&
    one.expiresAt === other.expiresAt &&
    one.sessionId === other.sessionId &&
    one.abilities === other.abilities
  );
}
