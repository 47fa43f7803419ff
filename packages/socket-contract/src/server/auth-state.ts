import type { RegisteredUser } from "../register.js";

/** Where a socket carries who it is. A registered symbol, so that every package and copy reads the same place. */
const authState: unique symbol = Symbol.for("carillon.auth") as never;

/** Who a guard recognised. */
export interface Identity<User = RegisteredUser> {
  /** The application's own user object, `context.user`. */
  readonly user: User;
  /** The user's id as a non-empty string; personal rooms and presence are keyed by it. */
  readonly id: string;
  /** When it ends, in milliseconds since the epoch. Without it, it does not expire. */
  readonly expiresAt?: number;
  /** The session or token it came from, for revoking one device. */
  readonly sessionId?: string;
  /** What it may do, for `can:<ability>`; `"*"` is everything. */
  readonly abilities?: readonly string[];
}

/** What an authentication layer stamps on a socket, and all that other packages know of it. */
export interface AuthState<User = RegisteredUser> {
  /** Who the socket is now, or `null` for an anonymous, expired or revoked one. */
  readonly identity: Identity<User> | null;
  /** The name of the guard that recognised it. */
  readonly guard: string | null;
}

/**
 * Reads who a socket is.
 *
 * @param socket - A Socket.IO server socket.
 * @returns Its state, or `undefined` where no authentication middleware ran.
 */
export function authStateOf(socket: object): AuthState | undefined {
  return Object.hasOwn(socket, authState) ? (socket as { [authState]?: AuthState })[authState] : undefined;
}

/**
 * Stamps who a socket is. For authentication layers and tests; the property is not enumerable, so neither
 * logs nor `fetchSockets()` show it.
 *
 * @param socket - A Socket.IO server socket, or its handshake.
 * @param state - Replaces the state before.
 */
export function stampAuthState(socket: object, state: AuthState): void {
  Object.defineProperty(socket, authState, {
    value: state,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}
