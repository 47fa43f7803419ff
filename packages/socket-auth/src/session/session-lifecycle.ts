import { answerEvent } from "@carillon/socket-contract/server";
import type { Namespace, Server, Socket } from "socket.io";
import { enforceOrigins } from "../handshake/allowed-origins.js";
import type {
  HandshakeAuthenticator,
  HandshakeSettings,
  SignInPlan,
} from "../handshake/handshake-authenticator.js";
import { Revoker } from "../revocation/revoker.js";
import type { RevocationStore } from "../revocation/revocation-store.js";
import { checkRevokeTarget } from "../revocation/revoke-target.js";
import type { RevokeTarget } from "../revocation/revoke-target.js";
import { maxDisconnectionMs } from "../socket-io-internals.js";
import type { AuthClientEvents } from "./client-events.js";
import { recheckLogins } from "./recheck-logins.js";
import type { Login } from "./login.js";
import { guardRecovery } from "./recovery.js";
import { refresh, refreshEvent } from "./refresh.js";
import { SessionIndex } from "./session-index.js";

/** What a {@link SessionLifecycle} works with. */
export interface LifecycleSettings extends HandshakeSettings {
  /** Whether it answers `auth:refresh` itself. */
  readonly listen: boolean;
  readonly store: RevocationStore | undefined;
}

/** How long a revocation may travel between nodes, in milliseconds. */
const revocationDelayMs = 5_000;

/** What lives beside the middleware: expiry, refresh, revocation, recovered sockets, origins. */
export class SessionLifecycle {
  /** What clients may ask for. */
  readonly clientEvents: AuthClientEvents;
  readonly #settings: LifecycleSettings;
  readonly #authenticator: HandshakeAuthenticator;
  readonly #index = new SessionIndex();
  readonly #revoker: Revoker;
  readonly #servers = new Set<Server>();
  readonly #namespaces = new WeakSet<Namespace>();
  readonly #plans = new WeakMap<Namespace, SignInPlan>();
  #firstPlan: SignInPlan | undefined;

  constructor(settings: LifecycleSettings, authenticator: HandshakeAuthenticator) {
    this.#settings = settings;
    this.#authenticator = authenticator;
    this.#revoker = new Revoker({
      log: settings.revocations,
      store: settings.store,
      logger: settings.logger,
      end: (target, signedInUntil) => this.#endSessions(target, signedInUntil),
    });
    this.clientEvents = Object.freeze({
      [refreshEvent]: (socket: Socket, payload?: unknown) => refresh(authenticator.loginOf(socket), payload),
    });
  }

  /** Whether sockets are signed in anywhere. */
  get hasPlan(): boolean {
    return this.#firstPlan !== undefined;
  }

  /** Notes how sockets sign in; recovered ones follow it on namespaces that have no plan yet. */
  adopt(plan: SignInPlan, namespace?: Namespace): void {
    this.#firstPlan ??= plan;
    if (namespace !== undefined) this.#plans.set(namespace, plan);
  }

  /** Ends sessions here and on the other nodes; returns how many sockets of this node. */
  revoke(target: RevokeTarget): number {
    checkRevokeTarget(target);
    return this.#revoker.revoke(target);
  }

  /** Learns the revocations of a gap, then asks the guards about every identity. */
  async recheckAll(): Promise<void> {
    await this.#revoker.catchUp();
    await recheckLogins(this.#index.all());
  }

  /** Waits for revocations that are being written, and stops watching their store. */
  close(): Promise<void> {
    return this.#revoker.close();
  }

  /** Installs everything on a namespace and its server, once. */
  install(namespace: Namespace): void {
    if (this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    this.#installServer(namespace.server);
    this.#installRecovery(namespace);
    namespace.on("connection", (socket: Socket) => {
      if (this.#settings.listen) socket.on(refreshEvent, this.#onRefresh);
      socket.on("disconnect", this.#onDisconnect);
      this.#begin(socket);
    });
  }

  #installServer(io: Server): void {
    if (this.#servers.has(io)) return;
    this.#servers.add(io);
    const { isAllowed, refusals } = this.#settings;
    if (isAllowed !== undefined) {
      enforceOrigins(io, isAllowed, (origin) => {
        refusals.origin(origin);
      });
    }
    this.#revoker.connect(io);
  }

  #installRecovery(namespace: Namespace): void {
    const planOf = (): SignInPlan | undefined => this.#plans.get(namespace) ?? this.#firstPlan;
    guardRecovery(namespace, {
      isGuarded: () => planOf() !== undefined,
      identityOf: (id) => {
        const socket = namespace.sockets.get(id);
        return socket === undefined ? undefined : this.#authenticator.loginOf(socket)?.identity;
      },
      signIn: async (fresh) => {
        const plan = planOf();
        if (plan === undefined) return null;
        await this.#authenticator.signIn(fresh, plan);
        return this.#authenticator.loginOf(fresh)?.identity ?? null;
      },
      takeOver: (fresh, recovered) => {
        this.#authenticator.takeOver(fresh, recovered);
      },
      wasRevoked: async (who) => {
        if (!(await this.#revoker.isUpToDate())) return true;
        const keptMs = maxDisconnectionMs(namespace.server) + revocationDelayMs;
        return this.#settings.revocations.within(keptMs, who);
      },
    });
  }

  #begin(socket: Socket): void {
    const login = this.#authenticator.loginOf(socket);
    if (login === undefined) return;
    if (login.isRevoked) {
      login.end("revoked", true);
      return;
    }
    this.#index.add(login);
    login.begin(this.#onSession);
  }

  #endSessions(target: RevokeTarget, signedInUntil: number): number {
    const meant = this.#index.find(target).filter((login) => login.startedWith().askedAt.at <= signedInUntil);
    for (const login of meant) login.end("revoked", true);
    return meant.length;
  }

  /** One function for all logins. */
  readonly #onSession = (login: Login): void => {
    if (login.socket.connected) this.#index.add(login);
  };

  /** One function for all sockets; Socket.IO calls it with the socket as `this`. */
  readonly #onRefresh: (this: Socket, ...args: unknown[]) => void = listener((socket, args) => {
    const answer = (payload: unknown): unknown => this.clientEvents[refreshEvent](socket, payload);
    void answerEvent(socket, refreshEvent, args, answer, this.#settings.logger);
  });

  readonly #onDisconnect: (this: Socket) => void = listener((socket) => {
    const login = this.#authenticator.loginOf(socket);
    if (login === undefined) return;
    login.leave();
    this.#index.remove(login);
  });
}

function listener(
  handle: (socket: Socket, args: unknown[]) => void,
): (this: Socket, ...args: unknown[]) => void {
  return function onSocketEvent(this: Socket, ...args) {
    handle(this, args);
  };
}
