import type { RequestError } from "../requests/request-error.js";
import type { Connection } from "./connection.js";
import type { TokenSource, Why } from "./token-source.js";

/** What a refresh needs to know of its connection. */
export interface RefreshHost {
  /** `undefined` where the application has no tokens. */
  readonly ask: TokenSource["ask"] | undefined;
  readonly isGuest: () => boolean;
  readonly isAnswering: () => boolean;
  /** Ends the connection, for one that signs in anew. */
  readonly replace: () => void;
}

/** New tokens for a connection that lives. */
export interface TokenRefresh {
  /** Asks for a token and gives it to the server, once at a time. Rejects as the token callback or the server does. */
  now(reason: Why["reason"]): Promise<void>;
  /** The same for the application, where another user may have signed in. */
  renew(): Promise<void>;
  /** Asks until there is a new token, or until the old one has ended. */
  until(endsAt: number): void;
  /** The connection is gone. */
  stop(): void;
}

/** How long the server may take to take a token, in milliseconds. */
const refreshMs = 20_000;
/** The longest wait for the next try, in milliseconds. */
const retryMs = 10_000;

/** Makes the refreshes of one connection. */
export function createTokenRefresh(connection: Connection, host: RefreshHost): TokenRefresh {
  const { id, debug } = connection;
  let refreshing: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const now: TokenRefresh["now"] = (reason) =>
    (refreshing ??= refresh(reason).finally(() => {
      refreshing = undefined;
    }));

  async function refresh(reason: Why["reason"]): Promise<void> {
    const mine = id();
    const token = (await host.ask?.({ reason })) ?? null;
    if (!mine || mine !== id()) return;
    if (token === null || host.isGuest()) {
      // Another user, or none: that takes a new connection.
      if (token !== null || !host.isGuest()) host.replace();
      return;
    }
    await new Promise<void>((resolve, reject) => {
      connection.ask("auth:refresh", [{ token }], refreshMs, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    debug("token", reason);
  }

  function until(endsAt: number): void {
    if (!host.ask) return;
    const mine = id();
    now("expiring").catch((error: unknown) => {
      const leftMs = endsAt - Date.now();
      debug("token", "failed");
      if (mine !== id() || !(leftMs >= 1_000) || (error as RequestError).status === 401) return;
      timer = setTimeout(until, Math.min(leftMs / 2, retryMs) * Math.random(), endsAt);
    });
  }

  return {
    now,
    until,
    stop: () => {
      clearTimeout(timer);
    },
    renew: async () => {
      try {
        await now("expiring");
      } catch (error) {
        const { code } = error as RequestError;
        // Another user, or a server that takes tokens at the handshake alone.
        if (code === "forbidden" || (code === "timeout" && !host.isAnswering())) host.replace();
        else if (code !== "disconnected") throw error;
      }
    },
  };
}
