import { SharedDeadline } from "@carillon/socket-contract/server";
import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Namespace, Server, Socket } from "socket.io";
import { checkAuthenticatorOptions, recheckTtlOf } from "./authenticator-options.js";
import type { AuthenticatorOptions } from "./authenticator-options.js";
import { ownId } from "./guards/guard.js";
import type { Guard, GuardFunction } from "./guards/guard.js";
import { guardNames } from "./guards/guard-registry.js";
import { GuardSelection } from "./guards/guard-selection.js";
import { compileOrigins } from "./handshake/allowed-origins.js";
import { checkSource } from "./handshake/credentials.js";
import { HandshakeAuthenticator } from "./handshake/handshake-authenticator.js";
import type { SignInPlan } from "./handshake/handshake-authenticator.js";
import { RefusalLog } from "./handshake/refusal-log.js";
import type { ConnectionMiddleware, EventMiddleware } from "./middleware.js";
import { connectError } from "./refusals.js";
import { RevocationLog } from "./revocation/revocation-log.js";
import type { RevokeTarget } from "./revocation/revoke-target.js";
import type { AuthClientEvents } from "./session/client-events.js";
import { eventMiddlewareOf } from "./session/event-middleware.js";
import type { Login } from "./session/login.js";
import { SessionLifecycle } from "./session/session-lifecycle.js";
import type { LifecycleSettings } from "./session/session-lifecycle.js";

/** How a connection middleware signs in. */
export interface ConnectionOptions {
  /** Whether a handshake that no guard recognises is refused. Default: the authenticator's. */
  readonly required?: boolean;
}

/** Authenticates the sockets of a server. Made by `createAuthenticator`. */
export class Authenticator {
  readonly #guards: GuardSelection;
  readonly #required: boolean;
  readonly #handshakes: HandshakeAuthenticator;
  readonly #lifecycle: SessionLifecycle;
  readonly #loginOf = (socket: Socket): Login | undefined => this.#handshakes.loginOf(socket);

  /** @internal */
  constructor(options: AuthenticatorOptions) {
    checkAuthenticatorOptions(options);
    const { guard, recheck = "always", required = true, allowedOrigins } = options;
    const logger = scrubLogger(options.logger ?? consoleLogger);
    const isAllowed = allowedOrigins === undefined ? undefined : compileOrigins(allowedOrigins);
    this.#guards = new GuardSelection(typeof guard === "string" ? guard : undefined, isAllowed !== undefined);
    this.#required = required;
    const settings: LifecycleSettings = {
      ttlMs: recheckTtlOf(recheck),
      deadline: new SharedDeadline(options.deadlineMs ?? 10_000),
      expiringMs: options.expiringMs ?? 60_000,
      onExpire: options.onExpire ?? (required ? "disconnect" : "anonymous"),
      userIdOf: options.userIdOf ?? ownId,
      onChange: options.onChange ?? (() => undefined),
      logger,
      guards: this.#guards.registry,
      sources: options.sources,
      isAllowed,
      revocations: new RevocationLog(),
      refusals: new RefusalLog(logger),
      listen: options.listen ?? true,
      store: options.revocations,
    };
    this.#handshakes = new HandshakeAuthenticator(settings);
    this.#lifecycle = new SessionLifecycle(settings, this.#handshakes);
    for (const source of options.sources ?? []) {
      checkSource(source);
      if (typeof source !== "string") this.#guards.demandOrigins(`the cookie "${source.name}"`);
    }
    for (const [name, each] of Object.entries(options.guards ?? {})) this.guard(name, each);
    if (guard !== undefined && typeof guard !== "string") this.#guards.addDefault(guard);
  }

  /** Whether a connection middleware was made; without one every socket stays anonymous. */
  get isInstalled(): boolean {
    return this.#lifecycle.hasPlan;
  }

  /** What clients may ask for, for a router that answers instead of the authenticator; see the option `listen`. */
  get clientEvents(): AuthClientEvents {
    return this.#lifecycle.clientEvents;
  }

  /**
   * Registers a guard.
   *
   * @param name - What `auth:<name>` calls it.
   * @param guard - The guard, or its `authenticate` alone.
   * @throws UsageError `E_GUARD_TAKEN` for a name that is taken, `E_INVALID_GUARD` for what cannot authenticate, and
   *   `E_ORIGINS_REQUIRED` for a guard on cookies without `allowedOrigins`.
   */
  guard(name: string, guard: Guard | GuardFunction): this {
    this.#guards.register(name, guard);
    return this;
  }

  /**
   * Makes the connection middleware, for `io.use` or `namespace.use`.
   *
   * @param guards - Guards to ask, in this order: `"api,web"`, a list of names, or a guard itself, which then stands behind
   *   `auth:socket` as well. Default: the guard of `auth:socket`.
   * @param options - Whether it is required here.
   */
  connectionMiddleware(
    guards?: string | readonly string[] | Guard | GuardFunction,
    options: ConnectionOptions = {},
  ): ConnectionMiddleware {
    const required = options.required ?? this.#required;
    const names = this.#guards.resolve(this.#guards.namesOf(guards));
    const plan: SignInPlan = {
      get names() {
        return names();
      },
      required,
    };
    this.#lifecycle.adopt(plan);
    return (socket, next) => {
      // A socket that a test wrote by hand has no namespace, and nothing beside its middleware.
      const { nsp } = socket as Partial<Socket>;
      this.#lifecycle.adopt(plan, nsp);
      if (nsp !== undefined) this.#lifecycle.install(nsp);
      const refuse = (error: unknown): void => {
        this.#handshakes.logRefusal(socket, error, plan);
        next(connectError(error));
      };
      let signingIn: Promise<void> | undefined;
      try {
        signingIn = this.#handshakes.signIn(socket, plan);
      } catch (error) {
        refuse(error);
        return;
      }
      // Outside of the try: what later middleware throws is theirs.
      if (signingIn === undefined) next();
      else signingIn.then(() => void next(), refuse);
    };
  }

  /**
   * Makes the per-event middleware behind `auth:socket` and `auth:<guard>`.
   *
   * @param names - Guards of which one must have recognised the socket. None, or `"socket"`, means the default guard.
   * @returns A middleware that asks the guard again, and throws a `SocketException` for every other socket.
   */
  eventMiddleware(...names: readonly string[]): EventMiddleware {
    const accepted = this.#guards.resolve(guardNames(names));
    return eventMiddlewareOf(this.#loginOf, accepted, undefined);
  }

  /**
   * Makes the per-event middleware behind `can:<ability>`.
   *
   * @param abilities - What the identity must be allowed to do, all of it; `"*"` among its abilities allows everything.
   * @returns A middleware that throws `forbidden`, or `unauthenticated` for an anonymous socket.
   */
  abilityMiddleware(...abilities: readonly string[]): EventMiddleware {
    const wanted = abilities.flatMap((ability) => ability.split(","));
    return eventMiddlewareOf(this.#loginOf, undefined, wanted);
  }

  /**
   * Installs what lives beside the middleware: expiry, `auth:refresh`, revocation across nodes, sign-in of recovered
   * sockets, and the check of origins. Doing it twice does nothing.
   *
   * @param target - A server, for its main namespace, or another namespace.
   */
  attach(target: Server | Namespace): this {
    this.#lifecycle.install("of" in target ? target.of("/") : target);
    return this;
  }

  /**
   * Ends sessions at once, on every node: rooms are left, `auth:revoked` is sent, the socket is disconnected.
   *
   * A sign-in that is under way with older credentials is refused. A token that the guard still accepts can sign in again:
   * revoke it there first.
   *
   * @param target - `{ userId }` for everything a user has open, `{ sessionId }` for one session.
   * @returns How many sockets of this node were disconnected.
   */
  revoke(target: RevokeTarget): number {
    return this.#lifecycle.revoke(target);
  }

  /**
   * Checks every identity of this node again: call it when the node had lost the others for a while.
   *
   * Revocations of the gap are fetched first, from the store and from the other nodes; then each guard is asked. Identities
   * that no longer hold end as at any re-check.
   *
   * @returns Resolves when all were asked. Never rejects: what failed is logged, and those identities are kept.
   */
  recheckAll(): Promise<void> {
    return this.#lifecycle.recheckAll();
  }

  /** Waits a second at most for revocations that are being written, and stops watching their store; sockets stay connected. */
  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  /**
   * Checks that every guard that was named exists. Call it when the server boots.
   *
   * @throws UsageError `E_UNKNOWN_GUARD`, which names the unknown guard and lists the known ones.
   */
  seal(): void {
    this.#guards.check();
  }
}
