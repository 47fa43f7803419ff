import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import { open } from "./envelope.js";
import type { ClientOptions, DebugEntry, TokenReason } from "./options.js";
import { isOffline, watchPage } from "./page.js";
import { randomKey } from "./random-key.js";
import { localError, RequestError } from "./request-error.js";
import { createStore } from "./store.js";
import type { Store } from "./store.js";
import type { Reason, Status } from "./status.js";
import { createTokenSource } from "./token-source.js";

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

/** One connection that is made again and again: tokens, attempts, waits, and what they come to. */
export interface Connection {
  readonly status: Store<Status>;
  readonly id: () => string | undefined;
  readonly isUp: () => boolean;
  /** Whether there ever was a connection. */
  readonly wasUp: () => boolean;
  /** Tells the application what happens, if it wants to know. */
  readonly debug: (what: DebugEntry["what"], about?: string, count?: number) => void;
  /** Connects at the first use, unless the application does. */
  readonly use: () => void;
  /** Begins, begins anew after an end, or ends a wait. */
  readonly connect: () => void;
  /** Ends it. Resolves when the connection is closed. */
  readonly close: () => Promise<void>;
  /** Sends without an answer. `false` where it was not sent, or where it may be lost and the connection is busy. */
  readonly send: (event: string, args: readonly unknown[], mayBeLost?: boolean) => boolean;
  /**
   * Sends and waits for the answer, which `done` gets exactly once.
   *
   * @returns Stops waiting; `done` is not called any more.
   */
  readonly ask: (event: string, args: readonly unknown[], timeoutMs: number, done: Done) => () => void;
  /** See `Client.refreshToken`. */
  readonly renew: () => Promise<void>;
}

type Why = Omit<TokenReason, "signal">;

interface HandshakeRefusal extends Error {
  readonly data?: { readonly error?: string; readonly status?: number; readonly retryAfterMs?: number };
}

/** How long the server may take to let a client in, or to take a token, in milliseconds. */
const attemptMs = 20_000;
/** How long the server may take to give a sign of life, in milliseconds. */
const lifeSignMs = 5_000;
/** A connection that lasted less than so many of the first waits counts as a failed attempt: the waits go on growing. */
const shortWaits = 5;
/** The longest wait that a server can ask for, in milliseconds: timers hold no more than 24 days. */
const longestMs = 86_400_000;

/** Makes a connection; it does nothing before it is used. */
export function createConnection(options: ClientOptions, events: ConnectionEvents): Connection {
  const { minMs = 1_000, maxMs = 30_000, giveUp } = options.reconnect ?? {};
  const status = createStore<Status>({ is: "idle" });
  const tokens = createTokenSource(options.token);
  /** Names a client without an identity, for the server's idempotency keys. */
  const clientId = randomKey();
  /** Whose answers are awaited. */
  const pending = new Map<Done, string>();
  let socket: Socket | undefined;
  let isUp = false;
  let wasUp = false;
  let isGuest = true;
  /** Whether the server answers every event, as Carillon does. */
  let answersAll = false;
  let isProving = false;
  let unwatch: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refreshing: Promise<void> | undefined;
  let refreshTimer: ReturnType<typeof setTimeout> | undefined;
  /** Changes when what is under way no longer counts. */
  let run = 0;
  /** Failed attempts in a row, and refusals in a row for which another token may help. */
  let failed = 0;
  let refused = 0;
  let since = 0;
  let why: Why = { reason: "connect" };
  /** What the server said ahead of the end of this connection. */
  let notice: Reason | undefined;

  const is = (): Status["is"] => status.getSnapshot().is;
  const debug: Connection["debug"] = (what, about, count) => options.onDebug?.({ what, about, count });

  function connect(): void {
    if (is() === "connecting" || isUp) return;
    if (is() !== "waiting") {
      failed = refused = 0;
      why = { reason: "connect" };
      unwatch = watchPage(awake, lostNetwork);
    }
    void attempt();
  }

  async function attempt(): Promise<void> {
    clearTimeout(timer);
    const mine = ++run;
    const before = status.getSnapshot();
    if (isOffline() && !(before.is === "waiting" && before.reason === "offline")) {
      wait("offline");
      return;
    }
    status.set({ is: "connecting", attempt: failed + 1 });
    debug("attempt", why.reason, failed + 1);
    let token: string | null;
    try {
      token = await tokens.ask(why);
    } catch {
      if (mine === run) fail("token", "The token callback failed.");
      return;
    }
    if (mine !== run) return;
    isGuest = token === null;
    socket ??= createSocket();
    const others = options.socket?.auth;
    const own = { ...(isGuest ? {} : { token }), clientId };
    socket.auth =
      typeof others === "function"
        ? (send: (data: object) => void) => {
            (others as (send: (data: object) => void) => void)((data) => {
              send({ ...data, ...own });
            });
          }
        : { ...others, ...own };
    timer = setTimeout(() => {
      fail("timeout", "The server did not let the client in.");
    }, attemptMs);
    socket.connect();
  }

  function createSocket(): Socket {
    const { url = "", namespace = "/", path, socket: others } = options;
    const address = url.replace(/\/$/, "") + namespace;
    const made = io(address === "/" ? undefined : address, {
      forceNew: true,
      ...(path && { path }),
      ...others,
      autoConnect: false,
      reconnection: false,
    });
    made.on("connect", () => {
      clearTimeout(timer);
      refused = 0;
      why = { reason: "connect" };
      notice = undefined;
      isUp = wasUp = true;
      since = Date.now();
      debug("online");
      events.up();
      // One of those who were told may have ended it.
      if (made.connected) status.set({ is: "online", since });
    });
    made.on("connect_error", (error: HandshakeRefusal) => {
      if (is() !== "connecting") return;
      if (made.active) fail(error.message === "timeout" ? "timeout" : "network", error.message);
      else refuse(error);
    });
    made.on("disconnect", (reason) => {
      // An end of our own is dealt with where it was made.
      if (reason === "io client disconnect") return;
      const cause =
        notice ??
        (reason === "io server disconnect" ? "server" : reason === "ping timeout" ? "timeout" : "network");
      if (isUp) lost(cause);
      else if (is() === "connecting") fail(cause, reason);
    });
    made.onAny(received);
    return made;
  }

  /** The server does not let this client in. */
  function refuse({ message, data: { error, status: code, retryAfterMs } = {} }: HandshakeRefusal): void {
    // Plain servers have no codes, but words of their own.
    const reason = error ?? (/un-?auth|not auth/i.test(message) ? "unauthenticated" : undefined);
    if (reason !== "unauthenticated" && code !== 401 && code !== 403) {
      fail(reason === "unavailable" ? reason : "refused", message, reason, retryAfterMs);
    } else if (++refused > 1 || !options.token) {
      signOut(reason);
    } else {
      failed++;
      why = { reason: "refused", ...(reason && { code: reason }) };
      void attempt();
    }
  }

  /** An attempt came to nothing. */
  function fail(reason: Reason, message: string, code?: string, atLeastMs?: number): void {
    socket?.disconnect();
    debug("lost", code ?? reason, ++failed);
    if (giveUp?.(failed, { reason, message, ...(code && { code }) }))
      end({ is: "closed", reason: "gave_up" });
    else wait(reason, atLeastMs);
  }

  /** A connection is no more; where it still lives, it is ended. */
  function lost(reason: Reason): void {
    if (!isUp) return;
    socket?.disconnect();
    failed = Date.now() - since < shortWaits * minMs ? failed + 1 : 0;
    debug("lost", reason);
    down();
    wait(reason);
  }

  function down(): void {
    clearTimeout(refreshTimer);
    if (!isUp) return;
    isUp = isProving = false;
    for (const [finish, event] of [...pending]) finish(localError("disconnected", event, false));
    events.down();
  }

  function wait(reason: Reason, atLeastMs = 0): void {
    clearTimeout(timer);
    run++;
    const hasNoNetwork = isOffline();
    const limitMs = Math.min(maxMs, minMs * 2 ** Math.max(failed - 1, 0));
    // A browser can be wrong about its network: it is tried all the same, but late.
    const delayMs = (hasNoNetwork ? maxMs : Math.min(atLeastMs, longestMs)) + Math.random() * limitMs;
    timer = setTimeout(() => void attempt(), delayMs);
    status.set({
      is: "waiting",
      attempt: failed + 1,
      nextAt: Date.now() + delayMs,
      reason: hasNoNetwork ? "offline" : reason,
    });
  }

  function signOut(code = "unauthenticated"): void {
    debug("signed_out", code);
    end({ is: "signed_out", code });
  }

  function end(last: Status): void {
    run++;
    clearTimeout(timer);
    tokens.abort();
    unwatch?.();
    socket?.disconnect();
    down();
    status.set(last);
    events.ended();
  }

  function received(event: string, ...args: unknown[]): void {
    const { expiresInMs, error, reconnect } = (args[0] ?? {}) as {
      expiresInMs: number;
      error: string;
      reconnect?: boolean;
    };
    if (event === "auth:expiring") renewUntil(Date.now() + expiresInMs);
    if (event === "server:draining") notice = "draining";
    debug("received", event);
    events.received(event, args);
    if (event !== "auth:revoked") return;
    if (reconnect) {
      // The server disconnects as well, or goes on with a guest: a new connection is somebody either way.
      why = { reason: "refused", code: error };
      lost("refused");
    } else {
      signOut(error);
    }
  }

  const ask: Connection["ask"] = (event, args, timeoutMs, done) => {
    const stop = (): boolean => {
      clearTimeout(patience);
      return pending.delete(finish);
    };
    const askedAt = performance.now();
    const finish: Done = (error, data) => {
      if (!stop()) return;
      const latencyMs = performance.now() - askedAt;
      options.onDebug?.({ what: "answered", about: event, latencyMs, code: error?.code });
      done(error, data);
    };
    const patience = setTimeout(() => {
      finish(localError("timeout", event));
    }, timeoutMs);
    pending.set(finish, event);
    send(event, [
      ...args,
      (answer: unknown) => {
        const { failure, data, isEnvelope } = open(answer);
        answersAll ||= isEnvelope;
        finish(failure && new RequestError(event, failure), data);
      },
    ]);
    return stop;
  };

  const send: Connection["send"] = (event, args, mayBeLost) => {
    if (!socket || !isUp || (mayBeLost && !socket.io.engine.transport.writable)) return false;
    socket.emit(event, ...args);
    // What is written to a connection that has just died would be sent with the next one: not here.
    if (socket.sendBuffer.splice(0).length > 0) return false;
    debug("sent", event);
    return true;
  };

  /** Asks for a token, and gives it to the server on the living connection; once at a time. */
  const refresh = (reason: Why["reason"]): Promise<void> =>
    (refreshing ??= refreshNow(reason).finally(() => {
      refreshing = undefined;
    }));

  async function refreshNow(reason: Why["reason"]): Promise<void> {
    const mine = run;
    const token = await tokens.ask({ reason });
    if (mine !== run || !isUp) return;
    // Another user, or none: that takes a new connection.
    if (token === null || isGuest) {
      if (token !== null || !isGuest) lost("refused");
      return;
    }
    await new Promise<void>((resolve, reject) => {
      ask("auth:refresh", [{ token }], attemptMs, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    debug("token", reason);
  }

  async function renew(): Promise<void> {
    // Each attempt asks for the token anyway.
    if (!isUp) {
      if (is() === "waiting") connect();
      return;
    }
    try {
      await refresh("expiring");
    } catch (error) {
      const { code } = error as RequestError;
      // Another user, or a server that takes tokens at the handshake alone.
      if (code === "forbidden" || (code === "timeout" && !answersAll)) lost("refused");
      else if (code !== "disconnected") throw error;
    }
  }

  /** Asks for a new token until there is one, or until the old one has ended. */
  function renewUntil(endsAt: number): void {
    if (!options.token) return;
    const mine = run;
    refresh("expiring").catch((error: unknown) => {
      const leftMs = endsAt - Date.now();
      debug("token", "failed");
      if (mine !== run || leftMs < 1_000 || (error as RequestError).status === 401) return;
      const again = (): void => {
        renewUntil(endsAt);
      };
      refreshTimer = setTimeout(again, Math.min(leftMs / 2, 10_000) * Math.random());
    });
  }

  /** The page is seen again, the network is back, or the clock jumped. */
  function awake(hasSlept: boolean): void {
    const now = status.getSnapshot();
    if (now.is === "waiting") {
      // What the server asked to wait for is waited for.
      if (now.reason === "refused" || now.reason === "unavailable") return;
      if (why.reason === "connect") why = { reason: "wake" };
      void attempt();
    } else if (isUp && !isProving) {
      isProving = true;
      const mine = run;
      const heard = (error?: unknown): void => {
        if (mine !== run) return;
        isProving = false;
        if (answersAll && (error as RequestError | undefined)?.code === "timeout") lost("timeout");
      };
      if (hasSlept && options.token) refresh("wake").then(heard, heard);
      else ask("client:alive", [], lifeSignMs, heard);
    }
  }

  function lostNetwork(): void {
    if (isUp) lost("offline");
    else if (is() === "waiting") wait("offline");
    else if (is() === "connecting") fail("offline", "There is no network.");
  }

  return {
    status,
    id: () => socket?.id,
    isUp: () => isUp,
    wasUp: () => wasUp,
    debug,
    use: () => {
      if (is() === "idle" && options.autoConnect !== false) connect();
    },
    connect,
    close: async () => {
      const engine = socket?.io.engine;
      end({ is: "closed", reason: "closed" });
      if (engine && engine.readyState !== "closed") {
        await new Promise<void>((resolve) => {
          engine.once("close", () => {
            resolve();
          });
        });
      }
    },
    send,
    ask,
    renew,
  };
}
