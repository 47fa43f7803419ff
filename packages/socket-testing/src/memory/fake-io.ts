import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import { authStateOf, stampAuthState } from "@carillon/socket-contract/server";
import type { AuthState } from "@carillon/socket-contract/server";
import { Server } from "socket.io";
import type { DefaultEventsMap, ServerOptions, Socket } from "socket.io";
import { actorOf } from "../clients/actor.js";
import type { ActingOptions } from "../clients/actor.js";
import { connected, createClient } from "../clients/client.js";
import type { ClientOptions } from "../clients/client.js";
import { unlessNotListening } from "../servers/close-error.js";
import type { EventMap } from "../clients/events.js";
import { remembering } from "./fake-socket.js";
import type { FakeSocket } from "./fake-socket.js";
import { MemoryWebSocketServer, memoryTransport } from "./memory-engine.js";
import { recordBroadcasts } from "./sent-events.js";
import type { SentEvent } from "./sent-events.js";

/** Taken early: a test may replace timers by its own, but they tick for its code and not for the wire. */
const { setImmediate: turn } = globalThis;

/** Makes clients of a {@link FakeIo}. */
export interface FakeClients<
  ClientEvents extends EventMap = DefaultEventsMap,
  ServerEvents extends EventMap = ClientEvents,
> {
  /** Makes a client that has not connected yet: add listeners, then `connect()` it, or expect it to be `refused`. */
  client(options?: ClientOptions): FakeSocket<ServerEvents, ClientEvents>;
  /**
   * Makes a client and connects it.
   *
   * @throws The `connect_error` of a refused handshake, `message` and `data` included.
   */
  connect(options?: ClientOptions): Promise<FakeSocket<ServerEvents, ClientEvents>>;
}

/**
 * A Socket.IO server without a network: attach to it what you would attach to `new Server()`, then `connect()`.
 *
 * Everything above the WebSocket is Socket.IO itself, on both sides: handshake, middleware, parser, acks, rooms,
 * namespaces, disconnects. Only the WebSocket is in memory. There is no port and no heartbeat; `settled()` waits
 * until all that was sent has arrived.
 *
 * @example
 * ```ts
 * import { FakeIo } from "@carillon/socket-testing";
 *
 * await using io = new FakeIo();
 * io.on("connection", (socket) => {
 *   socket.on("echo", (payload: unknown, ack: (answer: unknown) => void) => {
 *     ack(payload);
 *   });
 * });
 * const socket = await io.connect({ auth: { token: "secret" } });
 * const answer: unknown = await socket.emitWithAck("echo", { at: new Date(0) });
 * // { at: "1970-01-01T00:00:00.000Z" }, as over any wire
 * ```
 * @see The seed document, "Testing".
 */
export class FakeIo<
  ClientEvents extends EventMap = DefaultEventsMap,
  ServerEvents extends EventMap = ClientEvents,
>
  extends Server<ClientEvents, ServerEvents>
  implements FakeClients<ClientEvents, ServerEvents>, AsyncDisposable
{
  /** Every broadcast, in order: `io.emit`, `io.to(room).emit`, `socket.broadcast.emit`, and all that is built on them. */
  readonly sent: readonly SentEvent[];
  #isClosed = false;
  readonly #clients = new Set<FakeSocket<ServerEvents, ClientEvents>>();

  /** @param options - Of Socket.IO's server. There is one transport, WebSocket, and a ping every 23 days. */
  constructor(options: Partial<ServerOptions> = {}) {
    super(createServer(), {
      serveClient: false,
      // Client and server add their patience to it, and the sum has to be a timer.
      pingInterval: 2_000_000_000,
      ...options,
      transports: ["websocket"],
      wsEngine: MemoryWebSocketServer,
    });
    const sent: SentEvent[] = [];
    this.sent = sent;
    recordBroadcasts(this, sent);
    this.engine.on("connection", forgetHeartbeat);
    this.prependListener("connection", stampActor as never);
    this.on("new_namespace", (namespace) => {
      namespace.prependListener("connection", stampActor as never);
    });
  }

  client(options: ClientOptions = {}): FakeSocket<ServerEvents, ClientEvents> {
    return this.#client(options, undefined);
  }

  connect(options: ClientOptions = {}): Promise<FakeSocket<ServerEvents, ClientEvents>> {
    return connected(this.client(options));
  }

  /**
   * Makes clients that are signed in as a user, whatever they have for a token.
   *
   * Guards are not asked; everything behind them is as it would be: abilities, expiry, revocation, rooms.
   *
   * @param user - Your user, such as `{ id: 42, name: "Ada" }`.
   * @param options - See {@link ActingOptions}.
   * @throws UsageError `E_ACTING_AS_NO_ID` for a user without an id.
   * @see Laravel, "HTTP Tests", `actingAs`.
   */
  actingAs(user: object, options: ActingOptions = {}): FakeClients<ClientEvents, ServerEvents> {
    const actor = actorOf(user, options);
    const client = (clientOptions: ClientOptions = {}): FakeSocket<ServerEvents, ClientEvents> =>
      this.#client(clientOptions, actor);
    return { client, connect: (clientOptions) => connected(client(clientOptions)) };
  }

  /** Resolves when everything that is under way in either direction has arrived and was handled, as far as no timer is awaited. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      turn(resolve);
    });
  }

  /** Closes the server, as Socket.IO does; it refuses connections from then on. */
  override close(done?: (error?: Error) => void): Promise<void> {
    this.#isClosed = true;
    return super.close(done).catch(unlessNotListening);
  }

  /** Closes every client and the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.close();
  }

  #client(options: ClientOptions, actor: AuthState | undefined): FakeSocket<ServerEvents, ClientEvents> {
    const transport = memoryTransport((request) => {
      if (actor !== undefined) stampAuthState(request, actor);
      return this.#isClosed ? undefined : (this.httpServer as HttpServer);
    });
    const client = remembering(
      createClient<ServerEvents, ClientEvents>("http://localhost", {
        path: this.path(),
        autoUnref: true,
        ...options,
        transports: [transport],
      }),
    );
    this.#clients.add(client);
    return client;
  }
}

/** Where no authentication layer did, says who the actor is. */
export function stampActor(socket: Socket): void {
  const actor = authStateOf(socket.request);
  if (actor !== undefined && authStateOf(socket) === undefined) stampAuthState(socket, actor);
}

/** A forgotten connection must not keep the process of a test alive. */
function forgetHeartbeat(connection: { readonly pingIntervalTimer?: { unref?(): void } }): void {
  connection.pingIntervalTimer?.unref?.();
}
