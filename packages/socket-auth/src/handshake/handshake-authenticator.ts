import { isSocketException, SocketException } from "@carillon/socket-contract";
import { stampAuthState } from "@carillon/socket-contract/server";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import type { GuardRegistry } from "../guards/guard-registry.js";
import { guardsByStamp } from "../guards/guards-by-stamp.js";
import { refusal, toRefusal, withPrefix } from "../refusals.js";
import { Login } from "../session/login.js";
import type { LoginSettings, LoginStart } from "../session/login-settings.js";
import { SocketLogins } from "../session/socket-logins.js";
import type { IsAllowed } from "./allowed-origins.js";
import { extractToken } from "./credentials.js";
import type { Credentials, CredentialSource, Handshake } from "./credentials.js";
import { concealHandshake } from "./masked-handshake.js";
import { reasonOf } from "./refusal-reason.js";
import { signIn } from "./sign-in.js";

/** How a namespace signs in. */
export interface SignInPlan {
  /** Guards to ask, in this order. */
  readonly names: readonly string[];
  /** Whether a socket that none of them recognises is refused. */
  readonly required: boolean;
}

/** What a {@link HandshakeAuthenticator} works with. */
export interface HandshakeSettings extends LoginSettings {
  readonly guards: GuardRegistry;
  readonly sources: readonly CredentialSource[] | undefined;
  readonly isAllowed: IsAllowed | undefined;
}

/** Signs sockets in at their handshake, and knows their logins. */
export class HandshakeAuthenticator {
  readonly #settings: HandshakeSettings;
  readonly #logins = new SocketLogins();

  constructor(settings: HandshakeSettings) {
    this.#settings = settings;
  }

  /** The login of a socket, also after it ended; none for an anonymous one. */
  loginOf(socket: Socket): Login | undefined {
    return this.#logins.get(socket);
  }

  /**
   * Asks the guards of a plan who a socket is, and stamps the answer on it.
   *
   * @returns Nothing once it is known, or a promise of that where a guard gave one.
   * @throws What the client is refused with; the promise rejects with the same.
   */
  signIn(socket: Socket, plan: SignInPlan): Promise<void> | undefined {
    const handshake = concealHandshake(socket);
    if (this.#settings.isAllowed?.(socket.request) === false) {
      throw new SocketException("Unauthenticated: this origin is not allowed.", { code: "forbidden" });
    }
    const before = this.#logins.get(socket);
    if (before?.ended === null && plan.names.includes(before.guard.name)) return undefined;
    const outcome = this.#ask(socket, handshake, plan);
    if (outcome instanceof Promise) {
      return outcome.then((settled) => {
        this.#conclude(socket, plan, settled);
      });
    }
    this.#conclude(socket, plan, outcome);
    return undefined;
  }

  /** @throws What the client is refused with. */
  #conclude(socket: Socket, plan: SignInPlan, outcome: LoginStart | SocketException): void {
    if (!(outcome instanceof Error)) {
      if (this.#settings.revocations.since(outcome.askedAt, outcome.identity)) throw refusal("revoked");
      this.#logins.set(socket, new Login(socket, outcome, this.#settings));
      return;
    }
    if (plan.required) throw outcome;
    if (this.#logins.get(socket)?.ended === null) return;
    stampAnonymous(socket);
    if (socket.connected) this.#settings.onChange(socket);
  }

  /** Tells the log why a handshake is refused. */
  logRefusal(socket: Socket, error: unknown, plan: SignInPlan): void {
    if (!isSocketException(error) || error.code === "unavailable") return;
    const { sources, refusals } = this.#settings;
    refusals.handshake(socket, error.code, reasonOf(error, concealHandshake(socket), plan.names, sources));
  }

  /** A recovered socket is who the fresh socket of the same client signed in as. */
  takeOver(fresh: Socket, recovered: Socket): void {
    concealHandshake(recovered);
    const login = this.#logins.get(fresh);
    if (login !== undefined)
      this.#logins.set(recovered, new Login(recovered, login.startedWith(), this.#settings));
    else stampAnonymous(recovered);
  }

  #ask(socket: Socket, handshake: Handshake, plan: SignInPlan): MaybePromise<LoginStart | SocketException> {
    const credentials = this.#extract(handshake);
    const { guards, userIdOf, deadline, refusals } = this.#settings;
    const failed = (error: unknown): never => this.#fail(error, socket, plan);
    try {
      const outcome = signIn({
        socket,
        handshake,
        credentials,
        guards: guardsByStamp(guards.all(plan.names), socket, this.#settings),
        userIdOf,
        deadline,
        askedAt: this.#settings.revocations.now(),
        onUnusable: (guard, answer) => {
          refusals.unusable(guard, answer);
        },
      });
      return outcome instanceof Promise ? outcome.then(prefixed, failed) : prefixed(outcome);
    } catch (error) {
      return failed(error);
    }
  }

  /** @throws What the client is refused with. */
  #fail(error: unknown, socket: Socket, plan: SignInPlan): never {
    const exception = toRefusal(error);
    if (exception.code === "unavailable") {
      this.#settings.logger.error(
        {
          event: "guard_failed",
          err: error,
          guard: plan.names.join(),
          phase: "handshake",
          socketId: socket.id,
        },
        "A guard failed",
      );
    }
    throw withPrefix(exception);
  }

  #extract(handshake: Handshake): Credentials | null {
    const { sources, logger } = this.#settings;
    const credentials = extractToken(handshake, sources === undefined ? {} : { sources });
    if (credentials?.source === "query" && !hasWarnedOfQuery) {
      hasWarnedOfQuery = true;
      logger.warn(
        { event: "token_in_url" },
        "A client sent its token in the URL, where proxies log it; send it as io({ auth: { token } }) instead",
      );
    }
    return credentials;
  }
}

/** Once per process: it is one mistake, however many clients make it. */
let hasWarnedOfQuery = false;

function prefixed(outcome: LoginStart | SocketException): LoginStart | SocketException {
  return outcome instanceof Error ? withPrefix(outcome) : outcome;
}

function stampAnonymous(socket: Socket): void {
  const anonymous = { identity: null, guard: null };
  stampAuthState(socket, anonymous);
  stampAuthState(socket.handshake, anonymous);
}
