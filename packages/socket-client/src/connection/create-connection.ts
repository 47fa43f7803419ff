import type { Socket } from "socket.io-client";
import type { ClientOptions } from "../options.js";
import { createStore } from "../store.js";
import { createAnswers } from "./answers.js";
import { bounded } from "./bounded.js";
import { closing } from "./closing.js";
import type { Connection, ConnectionEvents } from "./connection.js";
import { createSocket } from "./create-socket.js";
import { isOffline, watchPage } from "./page.js";
import type { Reason, Status } from "./status.js";
import { createTokenRefresh } from "./token-refresh.js";
import { createTokenSource } from "./token-source.js";
import type { Why } from "./token-source.js";

interface HandshakeRefusal extends Error {
  readonly data?: {
    readonly error?: string;
    readonly status?: number;
    readonly retryAfterMs?: number;
  } | null;
}

/** How long the server may take to let a client in, in milliseconds. */
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
  let socket: Socket | undefined;
  let token: string | null = null;
  let isUp = false;
  let wasUp = false;
  let isProving = false;
  let unwatch: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
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
  const debug: Connection["debug"] = (what, about, more) => options.onDebug?.({ what, about, ...more });

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
    debug("attempt", why.reason, { count: failed + 1 });
    try {
      const asked = await tokens.ask(why);
      if (mine !== run) return;
      token = asked;
    } catch {
      if (mine === run) fail("token");
      return;
    }
    socket ??= listen();
    timer = setTimeout(fail, attemptMs, "timeout");
    socket.connect();
  }

  function listen(): Socket {
    const made = createSocket(options, () => ({ ...(token !== null && { token }), join: events.joins() }));
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
      else if (is() === "connecting") fail(cause);
    });
    made.onAny((event: string, ...args: unknown[]) => {
      try {
        received(event, args);
      } catch {
        // No server of ours sends it.
        debug("ignored", event);
      }
    });
    return made;
  }

  /** The server does not let this client in. */
  function refuse({ message, data }: HandshakeRefusal): void {
    const { error, status: code, retryAfterMs } = data ?? {};
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
  function fail(reason: Reason, message: string = reason, code?: string, atLeastMs?: number): void {
    socket?.disconnect();
    debug("lost", code ?? reason, { count: ++failed });
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
    if (!isUp) return;
    isUp = isProving = false;
    refresh.stop();
    answers.broke();
    events.down();
  }

  function wait(reason: Reason, atLeastMs = 0): void {
    clearTimeout(timer);
    run++;
    const hasNoNetwork = isOffline();
    const limitMs = Math.min(maxMs, minMs * 2 ** Math.max(failed - 1, 0));
    // A browser can be wrong about its network: it is tried all the same, but late.
    const delayMs = (hasNoNetwork ? maxMs : bounded(atLeastMs, longestMs)) + Math.random() * limitMs;
    timer = setTimeout(attempt, delayMs);
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

  function received(event: string, args: unknown[]): void {
    const { expiresInMs, error, reconnect, channel, answer } = (args[0] ?? {}) as {
      expiresInMs: number;
      error: string;
      reconnect?: boolean;
      channel: string;
      answer?: unknown;
    };
    if (event === "auth:expiring") refresh.until(Date.now() + expiresInMs);
    if (event === "server:draining") notice = "draining";
    if (event === "channel:joined") answers.take(channel, answer);
    debug("received", event);
    events.received(event, args);
    if (event !== "auth:revoked") return;
    if (reconnect) {
      // The server disconnects as well, or goes on with a guest: a new connection has an identity either way.
      why = { reason: "refused", code: error };
      lost("refused");
    } else {
      signOut(error);
    }
  }

  const send: Connection["send"] = (event, args, mayBeLost) => {
    if (!socket || !isUp || (mayBeLost && !socket.io.engine.transport.writable)) return false;
    socket.emit(event, ...args);
    // What is written to a connection that has just died would be sent with the next one: not here.
    if (socket.sendBuffer.splice(0).length > 0) return false;
    debug("sent", event);
    return true;
  };

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
        if (answers.isComplete() && (error as { code?: string } | undefined)?.code === "timeout")
          lost("timeout");
      };
      if (hasSlept && options.token) refresh.now("wake").then(heard, heard);
      else answers.ask("client:alive", [], lifeSignMs, heard);
    }
  }

  function lostNetwork(): void {
    if (isUp) lost("offline");
    else if (is() === "waiting") wait("offline");
    else if (is() === "connecting") fail("offline");
  }

  const answers = createAnswers(send, debug);
  const connection: Connection = {
    status,
    id: () => socket?.id,
    isUp: () => isUp,
    wasUp: () => wasUp,
    debug,
    use: () => {
      if (is() === "idle" && options.autoConnect !== false) connect();
    },
    connect,
    close: () =>
      closing(socket, () => {
        end({ is: "closed", reason: "closed" });
      }),
    send,
    ask: answers.ask,
    renew: async () => {
      if (isUp) await refresh.renew();
      // Each attempt asks for the token anyway.
      else if (is() === "waiting") connect();
    },
  };
  const refresh = createTokenRefresh(connection, {
    ask: options.token && tokens.ask,
    isGuest: () => token === null,
    isAnswering: answers.isComplete,
    replace: () => {
      lost("refused");
    },
  });
  return connection;
}
