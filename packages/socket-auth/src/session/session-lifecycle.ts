import type { Namespace, Server, Socket } from "socket.io";
import { enforceOrigins } from "../handshake/allowed-origins.js";
import { emitRevoke, onRemoteRevoke } from "../revocation/node-messages.js";
import { leaveRooms, sendEndNotice } from "./end-notice.js";
import type {
  SignInPlan,
  HandshakeAuthenticator,
  HandshakeSettings,
} from "../handshake/handshake-authenticator.js";
import { guardRecovery } from "./recovery.js";
import { answerRefresh, refreshEvent } from "./refresh.js";
import { connectError } from "../refusals.js";
import type { RevokeTarget } from "../revocation/revocation-log.js";
import { SessionIndex } from "./session-index.js";

/** What lives beside the middleware: expiry, refresh, revocation, recovered sockets, origins. */
export class SessionLifecycle {
  readonly #settings: HandshakeSettings;
  readonly #reception: HandshakeAuthenticator;
  readonly #roll = new SessionIndex();
  readonly #servers = new Set<Server>();
  readonly #namespaces = new WeakSet<Namespace>();
  readonly #plans = new WeakMap<Namespace, SignInPlan>();
  #firstPlan: SignInPlan | undefined;
  /** Whom each session belonged to that recovery has just restored. */
  readonly #restored = new Map<string, string | undefined>();
  /** Recovered sockets that are being signed in again. */
  readonly #resuming = new WeakMap<Socket, Promise<void>>();

  constructor(settings: HandshakeSettings, reception: HandshakeAuthenticator) {
    this.#settings = settings;
    this.#reception = reception;
  }

  /** Whether sockets are signed in anywhere. */
  get hasPlan(): boolean {
    return this.#firstPlan !== undefined;
  }

  /** The sign-in of a recovered socket, while it is under way. */
  resuming(socket: Socket): Promise<void> | undefined {
    return this.#resuming.get(socket);
  }

  /** Notes how sockets sign in; recovered ones follow it on namespaces that have no plan yet. */
  adopt(plan: SignInPlan, namespace?: Namespace): void {
    this.#firstPlan ??= plan;
    if (namespace !== undefined) this.#plans.set(namespace, plan);
  }

  /** Ends sessions here and on the other nodes; returns how many sockets of this node. */
  revoke(target: RevokeTarget): number {
    for (const io of this.#servers) emitRevoke(io, target);
    return this.#revokeHere(target);
  }

  /** Installs everything on a namespace and its server, once. */
  install(namespace: Namespace): void {
    if (this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    this.#installServer(namespace.server);
    guardRecovery(namespace, {
      loginOf: (id) => {
        const socket = namespace.sockets.get(id);
        return socket === undefined ? undefined : this.#reception.loginOf(socket);
      },
      isRevoked: (who, since) => this.#settings.revocations.sinceTime(since, who),
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
    if (this.#settings.isAllowed !== undefined) enforceOrigins(io, this.#settings.isAllowed);
    onRemoteRevoke(io, (target) => this.#revokeHere(target));
  }

  #connected(socket: Socket): void {
    socket.on(refreshEvent, this.#onRefresh);
    socket.on("disconnect", this.#onDisconnect);
    if (socket.recovered && !this.#reception.hasSeen(socket)) this.#resume(socket);
    else this.#begin(socket);
  }

  #begin(socket: Socket): void {
    const login = this.#reception.loginOf(socket);
    if (login === undefined) return;
    const isRevoked = this.#reception.isRevoked(login);
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
    const resumed = this.#reception.signIn(socket, plan).then(
      () => {
        this.#resuming.delete(socket);
        const wasSomebody = this.#restored.get(socket.id) !== undefined;
        if (!socket.connected) this.#restored.delete(socket.id);
        else if (this.#reception.loginOf(socket) !== undefined) this.#begin(socket);
        else if (wasSomebody) leaveRooms(socket);
        this.#restored.delete(socket.id);
      },
      (error: unknown) => {
        this.#resuming.delete(socket);
        this.#restored.delete(socket.id);
        leaveRooms(socket);
        const { error: code, message, status } = connectError(error).data;
        sendEndNotice(socket, { error: code, message, status, reconnect: true });
        socket.disconnect();
      },
    );
    this.#resuming.set(socket, resumed);
  }

  #revokeHere(target: RevokeTarget): number {
    this.#settings.revocations.add(target);
    const revoked = this.#roll.find(target);
    for (const login of revoked) login.end("revoked", true);
    return revoked.length;
  }

  /** One function for all sockets; Socket.IO calls it with the socket as `this`. */
  readonly #onRefresh: (this: Socket, ...args: unknown[]) => void = listener((socket, args) => {
    void answerRefresh(socket, this.#reception.loginOf(socket), args, (login) => {
      if (socket.connected) this.#roll.add(login);
    });
  });

  readonly #onDisconnect: (this: Socket) => void = listener((socket) => {
    const login = this.#reception.loginOf(socket);
    if (login === undefined) return;
    login.stop();
    this.#roll.remove(login);
  });
}

function listener(
  handle: (socket: Socket, args: unknown[]) => void,
): (this: Socket, ...args: unknown[]) => void {
  return function onSocketEvent(this: Socket, ...args) {
    handle(this, args);
  };
}
