import { authStateOf } from "@carillon/socket-contract/server";
import type { RegisteredUser } from "@carillon/socket-contract";
import type { Socket } from "socket.io";

/**
 * Who sent an event and how. Handlers get it as their third argument, middleware as `context`.
 *
 * Every field is computed when it is read, so that it is true at that moment: `user` is `null` once the identity
 * expired or was revoked.
 */
export abstract class EventContext {
  // Declared alone: one constructor, that of the subclass, sets all fields. The engine did not inline two.
  /** The event's name, prefixes included. */
  declare readonly event: string;
  /** @internal */
  declare protected firstRequestId: string | undefined;
  /** @internal */
  declare protected controller: AbortController | undefined;
  /** @internal */
  declare protected abortReason: unknown;
  /** @internal */
  declare protected firstState: Record<string, unknown> | undefined;

  /** @internal */
  abstract get socket(): Socket;

  /** The name of the route that answers: the event's, or `"*"` behind a fallback, where clients make up names. */
  get routeName(): string {
    return this.event;
  }

  /** The authenticated user, or `null`. */
  get user(): RegisteredUser | null {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- loose until an application registers its user type
    return authStateOf(this.socket)?.identity?.user ?? null;
  }

  /** The id of the authenticated user as a string, or `null`. */
  get userId(): string | null {
    return authStateOf(this.socket)?.identity?.id ?? null;
  }

  /** The name of the guard that recognised the user, or `null`. */
  get guard(): string | null {
    return authStateOf(this.socket)?.guard ?? null;
  }

  /** The rooms that the socket is in, its own id included. */
  get rooms(): ReadonlySet<string> {
    return (this.socket as Partial<Socket>).rooms ?? new Set();
  }

  /** The name of the Socket.IO namespace that the event came through. */
  get namespace(): string {
    return (this.socket as Partial<Socket>).nsp?.name ?? "/";
  }

  /** The handshake of the connection, its credentials masked where an authentication layer ran. */
  get handshake(): Socket["handshake"] {
    return this.socket.handshake;
  }

  /** The headers of the handshake. */
  get headers(): Socket["handshake"]["headers"] {
    return (this.socket as Partial<Socket>).handshake?.headers ?? {};
  }

  /** An id for this event alone; a failure's answer and its log line both have it. */
  get requestId(): string {
    return (this.firstRequestId ??= crypto.randomUUID());
  }

  /** Fires at the handler's deadline and when the client disconnects. Pass it to `fetch`, timers and queries. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.abortReason !== undefined) this.controller.abort(this.abortReason);
    }
    return this.controller.signal;
  }

  /** An object of this event alone, for what one middleware finds out and the handler needs. */
  get state(): Record<string, unknown> {
    return (this.firstState ??= {});
  }

  /** @internal */
  abort(reason: Error): void {
    if (this.abortReason !== undefined) return;
    this.abortReason = reason;
    this.controller?.abort(reason);
  }
}

/** Why a signal fires when the client went away; an `AbortError`, as `fetch` and timers throw it. */
export function clientGone(): Error {
  return new DOMException("The client disconnected.", "AbortError");
}
