import { SocketException } from "@carillon/socket-contract";
import { stampAuthState } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { IsAllowed } from "./allowed-origins.js";
import { extractToken } from "./credentials.js";
import type { Credentials, CredentialSource, Handshake } from "./credentials.js";
import type { GuardRegistry } from "../guards/guard-registry.js";
import { concealHandshake } from "./masked-handshake.js";
import { Login } from "../session/login.js";
import type { LoginSettings, LoginStart } from "../session/login.js";
import { refusal, toRefusal, withPrefix } from "../refusals.js";
import type { Revocable, RevocationLog } from "../revocation/revocation-log.js";
import { signIn } from "./sign-in.js";
import { guardsByStamp } from "../guards/guards-by-stamp.js";

/** How a namespace signs in. */
export interface SignInPlan {
  /** Guards to ask, in this order. */
  readonly names: readonly string[];
  /** Whether a socket that none of them recognises is refused. */
  readonly required: boolean;
}

/** What the reception works with. */
export interface HandshakeSettings extends LoginSettings {
  readonly guards: GuardRegistry;
  readonly sources: readonly CredentialSource[] | undefined;
  readonly isAllowed: IsAllowed | undefined;
  readonly revocations: RevocationLog;
}

/** Signs sockets in, and knows who is. */
export class HandshakeAuthenticator {
  readonly #settings: HandshakeSettings;
  readonly #logins = new WeakMap<Socket, Login>();
  /** The number of the latest revocation when the guards were asked about a socket. */
  readonly #askedAt = new WeakMap<Socket, number>();

  constructor(settings: HandshakeSettings) {
    this.#settings = settings;
  }

  /** The login of a socket, also after it ended; none for an anonymous one. */
  loginOf(socket: Socket): Login | undefined {
    return this.#logins.get(socket);
  }

  /** Whether the guards were asked; they are not where connection state recovery skips middleware. */
  hasSeen(socket: Socket): boolean {
    return this.#askedAt.has(socket);
  }

  /** Whether a login was revoked since its guard was asked. */
  isRevoked(login: Login): boolean {
    const who: Revocable = login.identity ?? { id: login.userId };
    return this.#settings.revocations.since(this.#askedAt.get(login.socket) ?? 0, who);
  }

  /**
   * Asks the guards of a plan who a socket is, and stamps the answer on it.
   *
   * @throws What the client is refused with.
   */
  async signIn(socket: Socket, plan: SignInPlan): Promise<void> {
    const handshake = concealHandshake(socket);
    if (this.#settings.isAllowed?.(socket.request) === false) {
      throw new SocketException("Unauthenticated: this origin is not allowed.", { code: "forbidden" });
    }
    const before = this.#logins.get(socket);
    if (before?.ended === null && plan.names.includes(before.guard.name)) return;
    const askedAt = this.#settings.revocations.last;
    this.#askedAt.set(socket, askedAt);
    const outcome = await this.#ask(socket, handshake, plan);
    if (!(outcome instanceof Error)) {
      if (this.#settings.revocations.since(askedAt, outcome.identity)) throw refusal("revoked");
      this.#logins.set(socket, new Login(socket, outcome, this.#settings));
      return;
    }
    if (plan.required) throw outcome;
    if (before?.ended === null) return;
    const anonymous = { identity: null, guard: null };
    stampAuthState(socket, anonymous);
    stampAuthState(socket.handshake, anonymous);
    if (socket.connected) this.#settings.onChange(socket);
  }

  async #ask(socket: Socket, handshake: Handshake, plan: SignInPlan): Promise<LoginStart | SocketException> {
    const credentials = this.#extract(handshake);
    try {
      const outcome = await signIn({
        socket,
        handshake,
        credentials,
        guards: guardsByStamp(this.#settings.guards.all(plan.names), socket, this.#settings),
        userIdOf: this.#settings.userIdOf,
        deadlineMs: this.#settings.deadlineMs,
      });
      return outcome instanceof Error ? withPrefix(outcome) : outcome;
    } catch (error) {
      const exception = toRefusal(error);
      if (exception.code === "unavailable") {
        this.#settings.logger.error(
          { err: error, socketId: socket.id, guards: plan.names },
          "a guard failed at the handshake",
        );
      }
      throw withPrefix(exception);
    }
  }

  #extract(handshake: Handshake): Credentials | null {
    const { sources } = this.#settings;
    const credentials = extractToken(handshake, sources === undefined ? {} : { sources });
    if (credentials?.source === "query") warnOfQuery(this.#settings.logger);
    return credentials;
  }
}

let hasWarnedOfQuery = false;

/** Once per process: it is one mistake, however many clients make it. */
function warnOfQuery(logger: Logger): void {
  if (hasWarnedOfQuery) return;
  hasWarnedOfQuery = true;
  logger.warn(
    {},
    "a client sent its token in the URL, where proxies log it; send it as io({ auth: { token } }) instead",
  );
}
