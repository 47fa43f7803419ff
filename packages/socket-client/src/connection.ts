import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import { open } from "./envelope.js";
import type { ClientOptions, DebugEntry, TokenReason } from "./options.js";
import { isHidden, isOffline, watchPage } from "./page.js";
import { randomKey } from "./random-key.js";
import { localError, RequestError } from "./request-error.js";
import { createStore } from "./store.js";
import type { WritableStore } from "./store.js";
import type { Reason, Status } from "./status.js";
import { TokenSource } from "./token-source.js";

/** What is told of a connection's life. */
export interface ConnectionEvents {
  /** Connected; called before the status says so. */
  up(): void;
  /** No longer connected; called before the status says so. */
  down(): void;
  /** It does not come back by itself. */
  ended(): void;
  received(event: string, args: unknown[]): void;
}

/** Gets what an ack brought, or why it did not. */
export type Done = (error: RequestError | undefined, data?: unknown) => void;

type Why = Omit<TokenReason, "signal">;

interface HandshakeRefusal extends Error {
  readonly data?: {
    readonly error?: string;
    readonly status?: number;
    readonly retryAfterMs?: number;
  };
}

/** How long the server may take to let a client in, in milliseconds. */
const attemptMs = 20_000;
/** How long the server may take to give a sign of life, in milliseconds. */
const lifeSignMs = 5_000;
/** The longest wait that a server can ask for, in milliseconds: timers hold no more than 24 days. */
const longestMs = 86_400_000;
/** A connection that ends sooner was none: the waits go on growing. In milliseconds. */
const goodMs = 5_000;

/** One connection that is made again and again: tokens, attempts, waits, and what they come to. */
export class Connection {
  readonly status: WritableStore<Status> = createStore<Status>(Object.freeze({ is: "idle" }));
  /** Whether there ever was a connection. */
  hasBeenOnline = false;
  isUp = false;
  readonly #options: ClientOptions<never>;
  readonly #events: ConnectionEvents;
  readonly #tokens: TokenSource;
  /** Names a client without an identity, for the server's idempotency keys. */
  readonly #clientKey = randomKey();
  /** Whose answers are awaited. */
  readonly #pending = new Map<Done, string>();
  #socket: Socket | undefined;
  /** Whether the server answers every event, as Carillon does. */
  #answersAll = false;
  #isGuest = true;
  #isProving = false;
  #unwatch: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  /** Changes when what is under way no longer counts. */
  #run = 0;
  /** Failed attempts in a row, connections in a row that ended soon, and refusals in a row. */
  #failed = 0;
  #short = 0;
  #refused = 0;
  #why: Why = { reason: "connect" };
  /** What the server said ahead of the end of this connection. */
  #notice: Reason | undefined;

  constructor(options: ClientOptions<never>, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#tokens = new TokenSource(options.token);
  }

  get id(): string | undefined {
    return this.#socket?.id;
  }

  /** Tells the application what happens, if it wants to know. */
  debug(what: DebugEntry["what"], about?: string, count?: number): void {
    this.#options.onDebug?.({ what, about, count });
  }

  /** Connects at the first use, unless the application does. */
  use(): void {
    if (this.status.getSnapshot().is === "idle" && this.#options.autoConnect !== false) this.connect();
  }

  /** Begins, begins anew after an end, or ends a wait. */
  connect(): void {
    const { is } = this.status.getSnapshot();
    if (is === "connecting" || is === "online") return;
    if (is !== "waiting") {
      this.#failed = this.#short = this.#refused = 0;
      this.#why = { reason: "connect" };
      this.#unwatch = watchPage(this.#awake, this.#offline);
    }
    void this.#try();
  }

  /** Ends it. Resolves when the connection is closed. */
  async close(): Promise<void> {
    const engine = this.#socket?.io.engine;
    this.#end({ is: "closed", reason: "closed" });
    if (engine === undefined || engine.readyState === "closed") return;
    await new Promise<void>((resolve) => {
      engine.once("close", () => {
        resolve();
      });
    });
  }

  /** Sends without an answer. `false` where it was not sent, or where it may be lost and the connection is busy. */
  send(event: string, args: readonly unknown[], mayBeLost = false): boolean {
    const socket = this.#socket;
    if (socket === undefined || !this.isUp) return false;
    if (mayBeLost && !socket.io.engine.transport.writable) return false;
    socket.emit(event, ...args);
    return this.#isSent(socket);
  }

  /**
   * Sends and waits for the answer, which `done` gets exactly once.
   *
   * @returns Stops waiting; `done` is not called any more.
   */
  ask(event: string, args: readonly unknown[], timeoutMs: number, done: Done): () => void {
    const socket = this.#socket;
    if (socket === undefined || !this.isUp) {
      done(localError(event, "offline", "There is no connection to the server."));
      return () => undefined;
    }
    const stop = (): boolean => {
      clearTimeout(timer);
      return this.#pending.delete(finish);
    };
    const finish: Done = (error, data) => {
      if (stop()) done(error, data);
    };
    const timer = setTimeout(() => {
      finish(localError(event, "timeout", "The server did not answer in time."));
    }, timeoutMs);
    this.#pending.set(finish, event);
    socket.emit(event, ...args, (answer: unknown) => {
      const opened = open(answer);
      if (!opened.ok || opened.isEnvelope) this.#answersAll = true;
      if (opened.ok) finish(undefined, opened.data);
      else finish(new RequestError(event, opened.failure));
    });
    this.#isSent(socket);
    return stop;
  }

  /**
   * Gives the server a new token on the living connection.
   *
   * @throws RequestError when the server refuses it, or what the token callback throws.
   */
  async refresh(why: Why): Promise<void> {
    if (!this.isUp) {
      // Each attempt asks for the token anyway.
      if (this.status.getSnapshot().is === "waiting") this.connect();
      return;
    }
    const run = this.#run;
    const token = await this.#tokens.ask(why);
    if (run !== this.#run) return;
    if (token === null || this.#isGuest) {
      if (token !== null || !this.#isGuest) this.#replace("refused");
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.ask("auth:refresh", [{ token }], attemptMs, (error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
    this.debug("token", why.reason);
  }

  /** As {@link refresh}, for the application: another user's token, or a server that cannot, makes a new connection. */
  async renew(): Promise<void> {
    try {
      await this.refresh({ reason: "expiring" });
    } catch (error) {
      const code = error instanceof RequestError ? error.code : undefined;
      if (code === "disconnected") return;
      if (code !== "forbidden" && !(code === "timeout" && !this.#answersAll)) throw error;
      this.#replace("refused");
    }
  }

  /** Socket.IO keeps what is written to a connection that has just died, and sends it with the next one: not here. */
  #isSent(socket: Socket): boolean {
    const isSent = socket.sendBuffer.length === 0;
    socket.sendBuffer = [];
    return isSent;
  }

  async #try(): Promise<void> {
    clearTimeout(this.#timer);
    const run = ++this.#run;
    const before = this.status.getSnapshot();
    if (isOffline() && !(before.is === "waiting" && before.reason === "offline")) {
      this.#wait("offline");
      return;
    }
    this.#set({ is: "connecting", attempt: this.#failed + 1 });
    this.debug("attempt", this.#why.reason, this.#failed + 1);
    let token: string | null;
    try {
      token = await this.#tokens.ask(this.#why);
    } catch {
      if (run === this.#run) this.#fail("token", "The token callback failed.");
      return;
    }
    if (run !== this.#run) return;
    const socket = (this.#socket ??= this.#create());
    this.#isGuest = token === null;
    socket.auth = this.#credentials(token);
    this.#timer = setTimeout(() => {
      this.#fail("timeout", "The server did not let the client in in time.");
    }, attemptMs);
    socket.connect();
  }

  #create(): Socket {
    const { url = "", namespace = "/", path, socket: options } = this.#options;
    const address = namespace === "/" ? url : url.replace(/\/$/, "") + namespace;
    const socket = io(address === "" ? undefined : address, {
      forceNew: true,
      ...(path !== undefined && { path }),
      ...options,
      autoConnect: false,
      reconnection: false,
    });
    socket.on("connect", () => {
      this.#connected();
    });
    socket.on("connect_error", (error: HandshakeRefusal) => {
      if (this.status.getSnapshot().is !== "connecting") return;
      if (!socket.active) this.#refuse(error);
      else this.#fail(error.message === "timeout" ? "timeout" : "network", error.message);
    });
    socket.on("disconnect", (why) => {
      if (why === "io client disconnect") return;
      const reason =
        this.#notice ??
        (why === "io server disconnect" ? "server" : why === "ping timeout" ? "timeout" : "network");
      if (this.isUp) this.#lost(reason);
      else if (this.status.getSnapshot().is === "connecting") this.#fail(reason, why);
    });
    socket.onAny((event: string, ...args: unknown[]) => {
      this.#received(event, args);
    });
    return socket;
  }

  #credentials(token: string | null): Socket["auth"] {
    const own = { clientKey: this.#clientKey, ...(token !== null && { token }) };
    const others = this.#options.socket?.auth;
    if (typeof others !== "function") return { ...others, ...own };
    return (send: (data: object) => void) => {
      (others as (send: (data: object) => void) => void)((data) => {
        send({ ...data, ...own });
      });
    };
  }

  #connected(): void {
    clearTimeout(this.#timer);
    this.#failed = this.#refused = 0;
    this.#why = { reason: "connect" };
    this.#notice = undefined;
    this.hasBeenOnline = this.isUp = true;
    this.debug("online");
    const since = Date.now();
    this.#events.up();
    // One of those who were told may have ended it.
    if (this.#socket?.connected === true) this.#set({ is: "online", since });
  }

  /** The server does not let this client in. */
  #refuse({ message, data = {} }: HandshakeRefusal): void {
    // Plain servers have no codes, but words of their own.
    const code = data.error ?? (/\bun-?auth|not auth/i.test(message) ? "unauthenticated" : undefined);
    const isFinal = code === "unauthenticated" || data.status === 401 || data.status === 403;
    if (!isFinal) {
      this.#fail(code === "unavailable" ? code : "refused", message, code, data.retryAfterMs);
      return;
    }
    this.#refused++;
    if (this.#refused > 1 || this.#tokens.isEmpty) {
      this.#signOut(code ?? "unauthenticated");
      return;
    }
    this.#failed++;
    this.#why = { reason: "refused", ...(code !== undefined && { code }) };
    void this.#try();
  }

  #fail(reason: Reason, message: string, code?: string, retryAfterMs?: number): void {
    this.#failed++;
    this.debug("lost", code ?? reason, this.#failed);
    this.#socket?.disconnect();
    const refusal = { reason, message, ...(code !== undefined && { code }) };
    if (this.#options.reconnect?.giveUp?.(this.#failed, refusal) === true) {
      this.#end({ is: "closed", reason: "gave_up" });
    } else {
      this.#wait(reason, retryAfterMs);
    }
  }

  /** A good connection is no more. */
  #lost(reason: Reason): void {
    const status = this.status.getSnapshot();
    const since = status.is === "online" ? status.since : Date.now();
    this.#short = Date.now() - since < goodMs ? this.#short + 1 : 0;
    this.debug("lost", reason);
    this.#down();
    this.#wait(reason);
  }

  /** Ends a living connection, and makes another. */
  #replace(reason: Reason): void {
    if (!this.isUp) return;
    this.#socket?.disconnect();
    this.#lost(reason);
  }

  #down(): void {
    clearTimeout(this.#refreshTimer);
    this.#isProving = false;
    if (!this.isUp) return;
    this.isUp = false;
    for (const [finish, event] of [...this.#pending]) {
      finish(localError(event, "disconnected", "The connection broke before the answer came.", false));
    }
    this.#events.down();
  }

  #wait(reason: Reason, atLeastMs = 0): void {
    clearTimeout(this.#timer);
    this.#run++;
    const { minMs = 1_000, maxMs = 30_000 } = this.#options.reconnect ?? {};
    const limitMs = Math.min(maxMs, minMs * 2 ** Math.max(this.#failed - 1, this.#short - 1, 0));
    const hasNoNetwork = isOffline();
    // A browser can be wrong about its network: it is tried all the same, but late.
    const leastMs = hasNoNetwork ? maxMs : Math.min(atLeastMs, longestMs);
    const delayMs = leastMs + Math.random() * limitMs;
    const nextAt = Date.now() + delayMs;
    this.#timer = setTimeout(() => void this.#try(), delayMs);
    this.#set({
      is: "waiting",
      attempt: this.#failed + 1,
      nextAt,
      reason: hasNoNetwork ? "offline" : reason,
    });
  }

  #signOut(code: string): void {
    this.debug("signed_out", code);
    this.#end({ is: "signed_out", code });
  }

  #end(status: Status): void {
    this.#run++;
    clearTimeout(this.#timer);
    this.#tokens.abort();
    this.#unwatch?.();
    this.#socket?.disconnect();
    this.#down();
    this.#set(status);
    this.#events.ended();
  }

  #set(status: Status): void {
    this.status.set(Object.freeze(status));
  }

  #received(event: string, args: unknown[]): void {
    const notice = args[0] as { error: string; reconnect?: boolean; expiresInMs: number };
    if (event === "auth:expiring") this.#expiring(notice.expiresInMs);
    else if (event === "server:draining") this.#notice = "draining";
    this.#events.received(event, args);
    if (event !== "auth:revoked") return;
    if (notice.reconnect !== true) {
      this.#signOut(notice.error);
      return;
    }
    // The server disconnects as well, or goes on with a guest: a new connection is somebody either way.
    this.#why = { reason: "refused", code: notice.error };
    this.#replace("refused");
  }

  /** Asks for a new token until there is one, or until the old one has ended. */
  #expiring(leftMs: number): void {
    if (this.#tokens.isEmpty) return;
    const end = Date.now() + leftMs;
    const run = this.#run;
    void this.refresh({ reason: "expiring" }).catch((error: unknown) => {
      const left = end - Date.now();
      this.debug("token", error instanceof RequestError ? error.code : "failed");
      if (run !== this.#run || left < 1_000 || (error as { status?: number }).status === 401) return;
      this.#refreshTimer = setTimeout(
        () => {
          this.#expiring(end - Date.now());
        },
        Math.min(left / 2, 10_000) * Math.random(),
      );
    });
  }

  /** The page is seen again, the network is back, or the clock jumped. */
  readonly #awake = (hasSlept: boolean): void => {
    if (this.status.getSnapshot().is === "waiting") {
      if (isHidden()) return;
      if (this.#why.reason === "connect") this.#why = { reason: "wake" };
      void this.#try();
    } else if (this.isUp && !this.#isProving) {
      this.#isProving = true;
      void this.#proveAlive(hasSlept);
    }
  };

  async #proveAlive(hasSlept: boolean): Promise<void> {
    const run = this.#run;
    const isSilent = await new Promise<boolean>((resolve) => {
      const silent = (error: unknown): void => {
        resolve((error as { code?: string } | undefined)?.code === "timeout");
      };
      if (!hasSlept || this.#tokens.isEmpty) this.ask("client:alive", [], lifeSignMs, silent);
      else this.refresh({ reason: "wake" }).then(silent, silent);
    });
    if (run !== this.#run) return;
    this.#isProving = false;
    if (isSilent && this.#answersAll) this.#replace("timeout");
  }

  readonly #offline = (): void => {
    if (this.isUp) this.#replace("offline");
    else if (this.status.getSnapshot().is === "waiting") this.#wait("offline");
    else if (this.status.getSnapshot().is === "connecting") this.#fail("offline", "There is no network.");
  };
}
