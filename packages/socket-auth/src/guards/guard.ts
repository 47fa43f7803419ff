import { UsageError } from "@carillon/socket-contract/server";
import type { Identity, MaybePromise } from "@carillon/socket-contract/server";
import type { RegisteredUser } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import type { Credentials, Handshake } from "../handshake/credentials.js";

/** What a guard recognised: an identity, whose id may still be a number and is then written as a string. */
export interface Recognised<User = RegisteredUser> {
  /** The application's own user object. */
  readonly user: User;
  /** The user's id. Default: `user.id`. */
  readonly id?: string | number | bigint;
  /** When it ends, in milliseconds since the epoch. Default: never. */
  readonly expiresAt?: number | undefined;
  /** The session or token it came from, for `revoke({ sessionId })`. */
  readonly sessionId?: string | undefined;
  /** What it may do, for `can:<ability>`. */
  readonly abilities?: readonly string[] | undefined;
}

/** What a guard answers: an identity, or the user itself, or nothing for credentials that it does not accept. */
export type GuardResult<User = RegisteredUser> = Recognised<User> | User | null | undefined | false;

/** Turns credentials into an identity. */
export interface Guard<User = RegisteredUser> {
  /** Its name where it is given to `guard` directly. Default `"default"`. */
  readonly name?: string;
  /** `"token"` is asked only when there is one; `"request"` reads `socket.request` itself. Default `"token"`. */
  readonly reads?: "token" | "request";
  /** Whether browsers send its credentials by themselves, as cookies are: then `allowedOrigins` is mandatory. */
  readonly isAmbient?: boolean;
  /**
   * Judges credentials.
   *
   * @param credentials - The token and where it was found.
   * @param handshake - The handshake as it arrived; `socket.handshake` is already masked.
   * @param socket - The socket, not yet connected.
   * @returns The identity or the user; `null` refuses. Throwing means "cannot tell now" and refuses as `unavailable`,
   * except for a `SocketException`, whose code and message the client gets.
   */
  authenticate(
    credentials: Credentials,
    handshake: Handshake,
    socket: Socket,
  ): MaybePromise<GuardResult<User>>;
  /**
   * Judges an identity again, at each event on a protected route. Without it `authenticate` is asked again.
   *
   * @returns `true` or a new identity of the same user keeps it; `false` or `null` ends it.
   */
  recheck?(
    identity: Identity<User>,
    credentials: Credentials,
    socket: Socket,
  ): MaybePromise<GuardResult<User> | boolean>;
}

/** A guard that is nothing but its `authenticate`. */
export type GuardFunction<User = RegisteredUser> = Guard<User>["authenticate"];

/** Tells a user's id where the guard does not. */
export type UserIdOf = (user: never) => unknown;

/** A guard with the name that it was registered under. */
export interface NamedGuard {
  readonly name: string;
  readonly guard: Guard;
}

/**
 * Gives a bare function the shape of a guard.
 *
 * @param name - What it is called, for the error.
 * @throws UsageError `E_INVALID_GUARD` for anything that cannot authenticate.
 */
export function asGuard(name: string, guard: Guard | GuardFunction): Guard {
  if (typeof name !== "string" || !/^[^\s:,]+$/.test(name)) {
    throw new UsageError(
      "E_GUARD_NAME",
      `A guard's name is a word without ":" and ",", such as "api"; got ${typeof name === "string" ? `"${name}"` : typeof name}.`,
    );
  }
  if (typeof guard === "function") return { authenticate: guard };
  const { authenticate, recheck } = Object(guard) as Partial<Guard>;
  if (typeof authenticate === "function" && ["undefined", "function"].includes(typeof recheck)) return guard;
  throw new UsageError(
    "E_INVALID_GUARD",
    `The guard ${JSON.stringify(name)} cannot authenticate: give a function such as ` +
      "({ token }) => findUserByToken(token), or an object with such a function as authenticate.",
  );
}

/**
 * Makes an identity from a guard's answer.
 *
 * @returns The identity, or `null` for an answer that names no user: empty, or without a usable id.
 */
export function identify(answer: unknown, userIdOf: UserIdOf): Identity | null {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return null;
  const recognised = ("user" in answer ? answer : { user: answer }) as Recognised<unknown>;
  const { user } = recognised;
  if (user === null || user === undefined) return null;
  const id = usableId(recognised.id ?? userIdOf(user as never));
  if (id === null) return null;
  const { expiresAt, sessionId, abilities } = recognised;
  if (expiresAt !== undefined && !Number.isFinite(expiresAt)) return null;
  return {
    user,
    id,
    ...(expiresAt === undefined ? undefined : { expiresAt }),
    ...(sessionId === undefined ? undefined : { sessionId }),
    ...(abilities === undefined ? undefined : { abilities }),
  } as Identity;
}

/** The `id` of a user object. */
export function ownId(user: { readonly id?: unknown } | null): unknown {
  return user?.id;
}

function usableId(id: unknown): string | null {
  if (typeof id === "string") return id.trim() === "" ? null : id;
  if (typeof id === "number") return Number.isFinite(id) ? String(id) : null;
  return typeof id === "bigint" ? String(id) : null;
}
