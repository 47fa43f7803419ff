import { checkOptionKeys, UsageError, withGate } from "@carillon/socket-contract/server";
import type { Admission, Gate } from "@carillon/socket-contract/server";
import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Namespace, Server, Socket } from "socket.io";
import { recheckTtlOf } from "./authenticator-options.js";
import type { AuthenticatorOptions } from "./authenticator-options.js";
import { DefaultGuards } from "./guards/default-guards.js";
import { asGuard, ownId } from "./guards/guard.js";
import type { Guard, GuardFunction } from "./guards/guard.js";
import { GuardRegistry, guardNames } from "./guards/guard-registry.js";
import { compileOrigins } from "./handshake/allowed-origins.js";
import { checkSource } from "./handshake/credentials.js";
import { HandshakeAuthenticator } from "./handshake/handshake-authenticator.js";
import type { SignInPlan } from "./handshake/handshake-authenticator.js";
import { RefusalLog } from "./handshake/refusal-log.js";
import type { ConnectionMiddleware, EventMiddleware } from "./middleware.js";
import { connectError, refusal } from "./refusals.js";
import { RevocationLog } from "./revocation/revocation-log.js";
import type { RevokeTarget } from "./revocation/revoke-target.js";
import type { AuthClientEvents } from "./session/client-events.js";
import type { Login } from "./session/login.js";
import { SessionLifecycle } from "./session/session-lifecycle.js";
import type { LifecycleSettings } from "./session/session-lifecycle.js";

/** How a connection middleware signs in. */
export interface ConnectionOptions {
  /** Whether a handshake that no guard recognises is refused. Default: the authenticator's. */
  readonly required?: boolean;
}

/** Authenticates the sockets of a server. Made by {@link createAuthenticator}. */
export class Authenticator {
  readonly #defaults: DefaultGuards;
  readonly #required: boolean;
  readonly #settings: LifecycleSettings;
  readonly #handshakes: HandshakeAuthenticator;
  readonly #lifecycle: SessionLifecycle;

  /** @internal */
  constructor(options: AuthenticatorOptions) {
    const { guard, recheck = "always", required = true, allowedOrigins } = options;
    const logger = scrubLogger(options.logger ?? consoleLogger);
    this.#required = required;
    this.#settings = {
      ttlMs: recheckTtlOf(recheck),
      deadlineMs: options.deadlineMs ?? 10_000,
      expiringMs: options.expiringMs ?? 60_000,
      onExpire: options.onExpire ?? (required ? "disconnect" : "anonymous"),
      userIdOf: options.userIdOf ?? ownId,
      onChange: options.onChange ?? (() => undefined),
      logger,
      guards: new GuardRegistry(),
      sources: options.sources,
      isAllowed: allowedOrigins === undefined ? undefined : compileOrigins(allowedOrigins),
      revocations: new RevocationLog(),
      refusals: new RefusalLog(logger),
      listen: options.listen ?? true,
      store: options.revocations,
    };
    this.#handshakes = new HandshakeAuthenticator(this.#settings);
    this.#lifecycle = new SessionLifecycle(this.#settings, this.#handshakes);
    for (const source of options.sources ?? []) {
      checkSource(source);
      if (typeof source !== "string") this.#demandOrigins(`the cookie "${source.name}"`);
    }
    for (const [name, each] of Object.entries(options.guards ?? {})) this.guard(name, each);
    this.#defaults = new DefaultGuards(typeof guard === "string" ? guardNames(guard) : undefined);
    if (guard !== undefined && typeof guard !== "string") this.#addDefault(guard);
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
    if (asGuard(name, guard).isAmbient === true) this.#demandOrigins(`the guard "${name}"`);
    this.#settings.guards.register(name, guard);
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
    const names = this.#resolve(this.#namesOf(guards));
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
    const accepted = this.#resolve(guardNames(names));
    return this.#asMiddleware(accepted, undefined);
  }

  /**
   * Makes the per-event middleware behind `can:<ability>`.
   *
   * @param abilities - What the identity must be allowed to do, all of it; `"*"` among its abilities allows everything.
   * @returns A middleware that throws `forbidden`, or `unauthenticated` for an anonymous socket.
   */
  abilityMiddleware(...abilities: readonly string[]): EventMiddleware {
    const wanted = abilities.flatMap((ability) => ability.split(","));
    return this.#asMiddleware(undefined, wanted);
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
    this.#settings.guards.check();
    if (this.#defaults.isWanted) this.#settings.guards.all(this.#defaults.names);
  }

  #asMiddleware(
    accepted: (() => readonly string[]) | undefined,
    wanted: readonly string[] | undefined,
  ): EventMiddleware {
    const gate: Gate = {
      check: (socket, context) => this.#loginFor(socket, accepted?.()).check(context),
      admit: (socket) => this.#loginFor(socket, undefined).admit(wanted),
    };
    return withGate(function authenticated({ socket, context, next }) {
      const checking = gate.check(socket, context);
      return checking === undefined
        ? runAdmitted(gate.admit(socket), next)
        : checking.then(() => runAdmitted(gate.admit(socket), next));
    }, gate);
  }

  #loginFor(socket: object, accepted: readonly string[] | undefined): Login {
    const login = this.#handshakes.loginOf(socket as Socket);
    if (login === undefined || accepted?.includes(login.guard.name) === false)
      throw refusal("unauthenticated");
    return login;
  }

  /** A guard that is given itself gets a name, and stands behind `auth:socket`. */
  #namesOf(guards: string | readonly string[] | Guard | GuardFunction | undefined): readonly string[] {
    if (guards === undefined) return [];
    if (typeof guards === "string" || isList(guards)) return guardNames(guards);
    return [this.#addDefault(guards)];
  }

  #addDefault(guard: Guard | GuardFunction): string {
    const name = this.#freeName(asGuard("default", guard).name ?? "default");
    this.guard(name, guard);
    this.#defaults.add(name);
    return name;
  }

  #freeName(name: string): string {
    const { guards } = this.#settings;
    let free = name;
    for (let count = 2; guards.has(free); count += 1) free = `${name}${String(count)}`;
    return free;
  }

  /** `"socket"` and nothing at all stand for the default guard, which may still be given. */
  #resolve(names: readonly string[]): () => readonly string[] {
    if (names.length > 0 && !names.includes("socket")) {
      this.#settings.guards.want(names);
      return () => names;
    }
    const others = names.filter((name) => name !== "socket");
    this.#settings.guards.want(others);
    this.#defaults.isWanted = true;
    if (others.length === 0) return () => this.#defaults.names;
    return () => names.flatMap((name) => (name === "socket" ? this.#defaults.names : [name]));
  }

  #demandOrigins(what: string): void {
    if (this.#settings.isAllowed !== undefined) return;
    throw new UsageError(
      "E_ORIGINS_REQUIRED",
      `Credentials from ${what} need allowedOrigins: browsers send cookies from any page, and CORS does not ` +
        `cover WebSockets. Write allowedOrigins: ["https://app.example.org"].`,
    );
  }
}

/**
 * Creates what authenticates the sockets of a server.
 *
 * @param options - Guards, sources, origins; see {@link AuthenticatorOptions}.
 * @throws UsageError `E_ORIGINS_REQUIRED` where cookies are read without `allowedOrigins`, and for options that make no sense.
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
  checkOptionKeys("createAuthenticator", options, authenticatorKeys);
  return new Authenticator(options);
}

const authenticatorKeys = [
  "guard",
  "guards",
  "required",
  "sources",
  "allowedOrigins",
  "recheck",
  "deadlineMs",
  "expiringMs",
  "onExpire",
  "userIdOf",
  "revocations",
  "listen",
  "onChange",
  "logger",
];

/** Runs a handler, and says when it is done. */
function runAdmitted(admission: Admission, handler: () => unknown): unknown {
  let reply: unknown;
  try {
    reply = handler();
  } catch (error) {
    admission.end();
    throw error;
  }
  if (reply instanceof Promise) {
    const end = (): void => {
      admission.end();
    };
    reply.then(end, end);
  } else {
    admission.end();
  }
  return reply;
}

function isList(guards: unknown): guards is readonly string[] {
  return Array.isArray(guards);
}
