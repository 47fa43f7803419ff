import { SocketException } from "@carillon/socket-contract";
import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Namespace, Server } from "socket.io";
import { compileOrigins } from "./handshake/allowed-origins.js";
import type { AuthenticatorOptions } from "./authenticator-options.js";
import { checkSource } from "./handshake/credentials.js";
import { GuardRegistry, guardNames } from "./guards/guard-registry.js";
import { asGuard, ownId } from "./guards/guard.js";
import type { Guard, GuardFunction } from "./guards/guard.js";
import type { Login } from "./session/login.js";
import type { ConnectionMiddleware, EventCall, EventMiddleware } from "./middleware.js";
import { HandshakeAuthenticator } from "./handshake/handshake-authenticator.js";
import type { SignInPlan, HandshakeSettings } from "./handshake/handshake-authenticator.js";
import { connectError, refusal } from "./refusals.js";
import { SessionLifecycle } from "./session/session-lifecycle.js";
import type { RevokeTarget } from "./revocation/revocation-log.js";
import { RevocationLog } from "./revocation/revocation-log.js";

/** How a connection middleware signs in. */
export interface ConnectionOptions {
  /** Whether a handshake that no guard recognises is refused. Default: the authenticator's. */
  readonly required?: boolean;
}

/** Authenticates the sockets of a server. Made by {@link createAuthenticator}. */
export class Authenticator {
  readonly #defaultNames: readonly string[];
  readonly #required: boolean;
  readonly #settings: HandshakeSettings;
  readonly #reception: HandshakeAuthenticator;
  readonly #residence: SessionLifecycle;

  /** @internal */
  constructor(options: AuthenticatorOptions) {
    const { guard = "api", recheck = "always", required = true, allowedOrigins } = options;
    this.#required = required;
    this.#settings = {
      ttlMs: recheck === "always" ? 0 : recheck.ttlMs,
      deadlineMs: options.deadlineMs ?? 10_000,
      expiringMs: options.expiringMs ?? 60_000,
      onExpire: options.onExpire ?? (required ? "disconnect" : "anonymous"),
      userIdOf: options.userIdOf ?? ownId,
      onChange: options.onChange ?? (() => undefined),
      logger: scrubLogger(options.logger ?? consoleLogger),
      guards: new GuardRegistry(),
      sources: options.sources,
      isAllowed: allowedOrigins === undefined ? undefined : compileOrigins(allowedOrigins),
      revocations: new RevocationLog(),
    };
    this.#reception = new HandshakeAuthenticator(this.#settings);
    this.#residence = new SessionLifecycle(this.#settings, this.#reception);
    for (const source of options.sources ?? []) {
      checkSource(source);
      if (typeof source !== "string") this.#demandOrigins(`the cookie "${source.name}"`);
    }
    for (const [name, each] of Object.entries(options.guards ?? {})) this.guard(name, each);
    if (typeof guard === "string") {
      this.#defaultNames = guardNames(guard);
    } else {
      const name = asGuard(guard).name ?? "default";
      this.guard(name, guard);
      this.#defaultNames = [name];
    }
  }

  /** Whether a connection middleware was made; without one nobody is ever signed in. */
  get isInstalled(): boolean {
    return this.#residence.hasPlan;
  }

  /**
   * Registers a guard.
   *
   * @param name - What `auth:<name>` calls it.
   * @param guard - The guard, or its `authenticate` alone.
   * @throws Error for a name that is taken, and for a guard on cookies without `allowedOrigins`.
   */
  guard(name: string, guard: Guard | GuardFunction): this {
    if (asGuard(guard).isAmbient === true) this.#demandOrigins(`the guard "${name}"`);
    this.#settings.guards.register(name, guard);
    return this;
  }

  /**
   * Makes the connection middleware, for `io.use` or `namespace.use`.
   *
   * @param names - Guards to ask, in this order; `"api,web"` or a list. Default: the guard of `auth:socket`.
   * @param options - Whether it is required here.
   */
  connectionMiddleware(
    names?: string | readonly string[],
    options: ConnectionOptions = {},
  ): ConnectionMiddleware {
    const plan: SignInPlan = {
      names: this.#resolve(names === undefined ? [] : guardNames(names)),
      required: options.required ?? this.#required,
    };
    this.#residence.adopt(plan);
    return (socket, next) => {
      this.#residence.adopt(plan, socket.nsp);
      this.#residence.install(socket.nsp);
      this.#reception.signIn(socket, plan).then(
        () => {
          next();
        },
        (error: unknown) => {
          next(connectError(error));
        },
      );
    };
  }

  /**
   * Makes the per-event middleware behind `auth:socket` and `auth:<guard>`.
   *
   * @param names - Guards of which one must have recognised the socket. None, or `"socket"`, means the default guard.
   * @returns A middleware that throws a `SocketException` for everybody else, and asks the guard again.
   */
  eventMiddleware(...names: readonly string[]): EventMiddleware {
    const accepted = this.#resolve(guardNames(names));
    return (call) => this.#admit(call, accepted, undefined);
  }

  /**
   * Makes the per-event middleware behind `can:<ability>`.
   *
   * @param abilities - What the identity must be allowed to do, all of it; `"*"` among its abilities allows everything.
   * @returns A middleware that throws `forbidden`, or `unauthenticated` where nobody is signed in.
   */
  abilityMiddleware(...abilities: readonly string[]): EventMiddleware {
    const wanted = abilities.flatMap((ability) => ability.split(","));
    return (call) => this.#admit(call, undefined, wanted);
  }

  /**
   * Installs what lives beside the middleware: expiry, `auth:refresh`, revocation across nodes, sign-in of recovered
   * sockets, and the check of origins. Doing it twice does nothing.
   *
   * @param target - A server, for its main namespace, or another namespace.
   */
  attach(target: Server | Namespace): this {
    this.#residence.install("of" in target ? target.of("/") : target);
    return this;
  }

  /**
   * Ends sessions at once, on every node: rooms are left, `auth:revoked` is sent, the socket is disconnected.
   *
   * Whoever is signing in at this moment with what they had before is refused. A token that the guard still accepts can
   * sign in again: revoke it there first.
   *
   * @param target - `{ userId }` for everything a user has open, `{ sessionId }` for one session.
   * @returns How many sockets of this node were disconnected.
   */
  revoke(target: RevokeTarget): number {
    return this.#residence.revoke(target);
  }

  /**
   * Checks that every guard that was named exists. Call it when the server boots.
   *
   * @throws Error that names the unknown guard and lists the known ones.
   */
  seal(): void {
    this.#settings.guards.check();
  }

  #admit(
    call: EventCall,
    accepted: readonly string[] | undefined,
    wanted: readonly string[] | undefined,
  ): unknown {
    const resuming = this.#residence.resuming(call.socket);
    if (resuming !== undefined) return resuming.then(() => this.#admitNow(call, accepted, wanted));
    return this.#admitNow(call, accepted, wanted);
  }

  #admitNow(
    call: EventCall,
    accepted: readonly string[] | undefined,
    wanted: readonly string[] | undefined,
  ): unknown {
    const login = this.#reception.loginOf(call.socket);
    if (login === undefined) throw refusal("unauthenticated");
    if (accepted?.includes(login.guard.name) === false) throw refusal("unauthenticated");
    const checking = login.check(call.context);
    if (checking === undefined) {
      demandAbilities(login, wanted);
      return call.next();
    }
    return checking.then(() => {
      demandAbilities(login, wanted);
      return call.next();
    });
  }

  /** `"socket"` and nothing at all stand for the default guard. */
  #resolve(names: readonly string[]): readonly string[] {
    const resolved =
      names.length === 0
        ? this.#defaultNames
        : names.flatMap((name) => (name === "socket" ? this.#defaultNames : [name]));
    this.#settings.guards.want(resolved);
    return resolved;
  }

  #demandOrigins(what: string): void {
    if (this.#settings.isAllowed !== undefined) return;
    throw new Error(
      `Credentials from ${what} need allowedOrigins: browsers send cookies along from any page, and CORS does not ` +
        `cover WebSockets. Write allowedOrigins: ["https://app.example.org"].`,
    );
  }
}

/**
 * Creates what authenticates the sockets of a server.
 *
 * @param options - Guards, sources, origins; see {@link AuthenticatorOptions}.
 * @throws Error where cookies are read without `allowedOrigins`.
 * @example
 * ```ts
 * import { createAuthenticator } from "@carillon/socket-auth";
 * import { Server } from "socket.io";
 *
 * const io = new Server();
 * const auth = createAuthenticator({
 *   guards: { api: async ({ token }) => (token === "let-me-in" ? { id: 42, name: "Ada" } : null) },
 * });
 * io.use(auth.connectionMiddleware());
 * auth.attach(io).seal();
 * ```
 * @see The seed document, "Authentication".
 */
export function createAuthenticator(options: AuthenticatorOptions = {}): Authenticator {
  return new Authenticator(options);
}

function demandAbilities(login: Login, wanted: readonly string[] | undefined): void {
  if (wanted === undefined) return;
  const abilities = login.identity?.abilities ?? [];
  if (abilities.includes("*") || wanted.every((ability) => abilities.includes(ability))) return;
  throw new SocketException("You may not do this.", { code: "forbidden" });
}
