import { consoleLogger, SocketException, stampAuthState } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-contract";
import type { Namespace, Server, Socket } from "socket.io";
import { compileOrigins, enforceOrigins } from "./allowed-origins.js";
import type { IsAllowed } from "./allowed-origins.js";
import type { AuthenticatorOptions } from "./authenticator-options.js";
import { emitRevoke, onRemoteRevoke } from "./cluster.js";
import { extractToken } from "./credentials.js";
import type { Credentials, Handshake } from "./credentials.js";
import { GuardRegistry, guardNames } from "./guard-registry.js";
import { asGuard, ownId } from "./guard.js";
import type { Guard, GuardFunction } from "./guard.js";
import { concealHandshake } from "./handshake.js";
import { Login, leaveRooms, tellEnd, toRefusal } from "./login.js";
import type { LoginSettings, LoginStart } from "./login.js";
import { guardRecovery } from "./recovery.js";
import { answerRefresh, refreshEvent } from "./refresh.js";
import { connectError, refusal } from "./refusals.js";
import { Revocations } from "./revocations.js";
import type { RevokeTarget } from "./revocations.js";
import { Roll } from "./roll.js";
import { scrubLogger } from "./scrub/scrub-logger.js";
import { signIn } from "./sign-in.js";

/** A Socket.IO connection middleware, for `io.use`. */
export type ConnectionMiddleware = (socket: Socket, next: (error?: Error) => void) => void;

/** What a per-event middleware gets of a call; the router's calls fit. */
export interface EventCall {
  readonly socket: Socket;
  /** One object per event, so that an event asks a guard once. */
  readonly context?: object;
  /** Goes on. */
  readonly next: () => unknown;
}

/** A per-event middleware. */
export type EventMiddleware = (call: EventCall) => unknown;

/** How a connection middleware signs in. */
export interface ConnectionOptions {
  /** Whether a handshake that no guard recognises is refused. Default: the authenticator's. */
  readonly required?: boolean;
}

/** How a namespace signs in. */
interface Plan {
  readonly names: readonly string[];
  readonly required: boolean;
}

/** Authenticates the sockets of a server. Made by {@link createAuthenticator}. */
export class Authenticator {
  readonly #guards = new GuardRegistry();
  readonly #logins = new WeakMap<Socket, Login>();
  readonly #defaultNames: readonly string[];
  readonly #options: AuthenticatorOptions;
  readonly #required: boolean;
  readonly #deadlineMs: number;
  readonly #isAllowed: IsAllowed | undefined;
  readonly #logger: Logger;
  readonly #settings: LoginSettings;
  readonly #revocations = new Revocations();
  readonly #roll = new Roll();
  readonly #servers = new Set<Server>();
  readonly #namespaces = new WeakSet<Namespace>();
  readonly #plans = new WeakMap<Namespace, Plan>();
  #firstPlan: Plan | undefined;
  /** Whom each session belonged to that recovery has just restored. */
  readonly #restored = new Map<string, string | undefined>();
  /** Recovered sockets that are being signed in again. */
  readonly #resuming = new WeakMap<Socket, Promise<void>>();
  /** The number of the latest revocation when each guard was asked. */
  readonly #askedAt = new WeakMap<Socket, number>();

  /** @internal */
  constructor(options: AuthenticatorOptions) {
    const { guard = "api", recheck = "always", required = true, deadlineMs = 10_000 } = options;
    this.#options = options;
    this.#required = required;
    this.#deadlineMs = deadlineMs;
    this.#logger = scrubLogger(options.logger ?? consoleLogger);
    this.#isAllowed =
      options.allowedOrigins === undefined ? undefined : compileOrigins(options.allowedOrigins);
    this.#settings = {
      ttlMs: recheck === "always" ? 0 : recheck.ttlMs,
      deadlineMs,
      expiringMs: options.expiringMs ?? 60_000,
      onExpire: options.onExpire ?? (required ? "disconnect" : "anonymous"),
      userIdOf: options.userIdOf ?? ownId,
      logger: this.#logger,
    };
    for (const source of options.sources ?? []) {
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
    return this.#firstPlan !== undefined;
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
    this.#guards.register(name, guard);
    return this;
  }

  /**
   * Makes the connection middleware, for `io.use` or `namespace.use`.
   *
   * @param names - Guards to ask, in this order; `"api,web"` or a list. Default: the guard of `auth:socket`.
   * @param options - Whether it is required here.
   */
  connection(names?: string | readonly string[], options: ConnectionOptions = {}): ConnectionMiddleware {
    const plan: Plan = {
      names: this.#resolve(names === undefined ? [] : guardNames(names)),
      required: options.required ?? this.#required,
    };
    this.#firstPlan ??= plan;
    return (socket, next) => {
      this.#plans.set(socket.nsp, plan);
      this.#install(socket.nsp);
      this.#signIn(socket, plan).then(
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
  event(...names: readonly string[]): EventMiddleware {
    const accepted = this.#resolve(guardNames(names));
    return (call) => this.#admit(call, accepted, undefined);
  }

  /**
   * Makes the per-event middleware behind `can:<ability>`.
   *
   * @param abilities - What the identity must be allowed to do, all of it; `"*"` among its abilities allows everything.
   * @returns A middleware that throws `forbidden`, or `unauthenticated` where nobody is signed in.
   */
  can(...abilities: readonly string[]): EventMiddleware {
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
    this.#install("of" in target ? target.of("/") : target);
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
    for (const io of this.#servers) emitRevoke(io, target);
    return this.#revokeHere(target);
  }

  /**
   * Checks that every guard that was named exists. Call it when the server boots.
   *
   * @throws Error that names the unknown guard and lists the known ones.
   */
  seal(): void {
    this.#guards.check();
  }

  async #signIn(socket: Socket, plan: Plan): Promise<void> {
    const handshake = concealHandshake(socket);
    if (this.#isAllowed?.(socket.request) === false) {
      throw new SocketException("Unauthenticated: this origin is not allowed.", { code: "forbidden" });
    }
    const before = this.#logins.get(socket);
    if (before?.ended === null && plan.names.includes(before.guard.name)) return;
    const askedAt = this.#revocations.last;
    this.#askedAt.set(socket, askedAt);
    const outcome = await this.#ask(socket, handshake, plan);
    if (!(outcome instanceof Error)) {
      if (this.#revocations.since(askedAt, outcome.identity)) throw refusal("revoked");
      this.#logins.set(socket, new Login(socket, outcome, this.#settings));
      return;
    }
    if (plan.required) throw outcome;
    const anonymous = { identity: null, guard: null };
    stampAuthState(socket, anonymous);
    stampAuthState(socket.handshake, anonymous);
  }

  async #ask(socket: Socket, handshake: Handshake, plan: Plan): Promise<LoginStart | SocketException> {
    const credentials = this.#extract(handshake);
    try {
      const outcome = await signIn({
        socket,
        handshake,
        credentials,
        guards: this.#guards.all(plan.names),
        userIdOf: this.#settings.userIdOf,
        deadlineMs: this.#deadlineMs,
      });
      return outcome instanceof Error ? withPrefix(outcome) : outcome;
    } catch (error) {
      const exception = toRefusal(error);
      if (exception.code === "unavailable") {
        this.#logger.error(
          { err: error, socketId: socket.id, guards: plan.names },
          "a guard failed at the handshake",
        );
      }
      throw withPrefix(exception);
    }
  }

  #extract(handshake: Handshake): Credentials | null {
    const { sources } = this.#options;
    const credentials = extractToken(handshake, sources === undefined ? {} : { sources });
    if (credentials?.source === "query") warnOfQuery(this.#logger);
    return credentials;
  }

  #admit(
    call: EventCall,
    accepted: readonly string[] | undefined,
    wanted: readonly string[] | undefined,
  ): unknown {
    const resuming = this.#resuming.get(call.socket);
    if (resuming !== undefined) return resuming.then(() => this.#admitNow(call, accepted, wanted));
    return this.#admitNow(call, accepted, wanted);
  }

  #admitNow(
    call: EventCall,
    accepted: readonly string[] | undefined,
    wanted: readonly string[] | undefined,
  ): unknown {
    const login = this.#logins.get(call.socket);
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
    this.#guards.want(resolved);
    return resolved;
  }

  #install(namespace: Namespace): void {
    if (this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    this.#installServer(namespace.server);
    guardRecovery(namespace, {
      loginOf: (id) => {
        const socket = namespace.sockets.get(id);
        return socket === undefined ? undefined : this.#logins.get(socket);
      },
      isRevoked: (who, since) => this.#revocations.sinceTime(since, who),
      restored: (id, userId) => {
        if (this.#restored.size >= 10_000) this.#restored.clear();
        this.#restored.set(id, userId);
      },
    });
    namespace.on("connection", (socket: Socket) => {
      this.#connected(socket);
    });
  }

  #installServer(io: Server): void {
    if (this.#servers.has(io)) return;
    this.#servers.add(io);
    if (this.#isAllowed !== undefined) enforceOrigins(io, this.#isAllowed);
    onRemoteRevoke(io, (target) => this.#revokeHere(target));
  }

  #connected(socket: Socket): void {
    socket.on(refreshEvent, this.#onRefresh);
    socket.on("disconnect", this.#onDisconnect);
    if (socket.recovered && !this.#askedAt.has(socket)) this.#resume(socket);
    else this.#begin(socket);
  }

  #begin(socket: Socket): void {
    const login = this.#logins.get(socket);
    if (login === undefined) return;
    const isRevoked = this.#revocations.since(this.#askedAt.get(socket) ?? 0, revocable(login));
    const owner = this.#restored.get(socket.id);
    this.#restored.delete(socket.id);
    if (isRevoked) login.end("revoked", true);
    else if (owner !== undefined && owner !== login.userId) login.end("unauthenticated", true);
    else {
      this.#roll.add(login);
      login.start();
    }
  }

  /** Recovery skips middleware, so a recovered socket signs in here; its events wait for it. */
  #resume(socket: Socket): void {
    const plan = this.#plans.get(socket.nsp) ?? this.#firstPlan;
    if (plan === undefined) return;
    const resumed = this.#signIn(socket, plan).then(
      () => {
        this.#resuming.delete(socket);
        if (!socket.connected) return;
        const wasSomebody = this.#restored.get(socket.id) !== undefined;
        if (this.#logins.has(socket)) this.#begin(socket);
        else if (wasSomebody) leaveRooms(socket);
        this.#restored.delete(socket.id);
      },
      (error: unknown) => {
        this.#resuming.delete(socket);
        this.#restored.delete(socket.id);
        leaveRooms(socket);
        const { error: code, message, status } = connectError(error).data;
        tellEnd(socket, { error: code, message, status, reconnect: true });
        socket.disconnect();
      },
    );
    this.#resuming.set(socket, resumed);
  }

  #revokeHere(target: RevokeTarget): number {
    this.#revocations.add(target);
    const revoked = this.#roll.find(target);
    for (const login of revoked) login.end("revoked", true);
    return revoked.length;
  }

  #demandOrigins(what: string): void {
    if (this.#isAllowed !== undefined) return;
    throw new Error(
      `Credentials from ${what} need allowedOrigins: browsers send cookies along from any page, and CORS does not ` +
        `cover WebSockets. Write allowedOrigins: ["https://app.example.org"].`,
    );
  }

  /** One function for all sockets; Socket.IO calls it with the socket as `this`. */
  readonly #onRefresh: (this: Socket, ...args: unknown[]) => void = listener((socket, args) => {
    void answerRefresh(socket, this.#logins.get(socket), args, (login) => {
      if (socket.connected) this.#roll.add(login);
    });
  });

  readonly #onDisconnect: (this: Socket) => void = listener((socket) => {
    const login = this.#logins.get(socket);
    if (login === undefined) return;
    login.stop();
    this.#roll.remove(login);
  });
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
 *   guards: { api: async ({ token }) => (token === "let me in" ? { id: 42, name: "Ada" } : null) },
 * });
 * io.use(auth.connection());
 * auth.attach(io).seal();
 * ```
 * @see The seed document, "Authentication".
 */
export function createAuthenticator(options: AuthenticatorOptions = {}): Authenticator {
  return new Authenticator(options);
}

function listener(
  handle: (socket: Socket, args: unknown[]) => void,
): (this: Socket, ...args: unknown[]) => void {
  return function onSocketEvent(this: Socket, ...args) {
    handle(this, args);
  };
}

function revocable({ identity, userId }: Login): { id: string; sessionId?: string } {
  const sessionId = identity?.sessionId;
  return sessionId === undefined ? { id: userId } : { id: userId, sessionId };
}

function demandAbilities(login: Login, wanted: readonly string[] | undefined): void {
  if (wanted === undefined) return;
  const abilities = login.identity?.abilities ?? [];
  if (abilities.includes("*") || wanted.every((ability) => abilities.includes(ability))) return;
  throw new SocketException("You may not do this.", { code: "forbidden" });
}

/** A refused client finds the word that the seed's front end looks for. */
function withPrefix(exception: SocketException): SocketException {
  if (exception.message.startsWith("Unauthenticated")) return exception;
  const { code, status, data, retryable, retryAfterMs, message } = exception;
  return new SocketException(`Unauthenticated: ${message}`, {
    code,
    status,
    data,
    ...(retryable === undefined ? {} : { retryable }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
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
