import type { IncomingMessage } from "node:http";
import type { Credentials, Handshake } from "../handshake/credentials.js";
import { extractToken } from "../handshake/credentials.js";
import { checkOptions, checkPart, UsageError } from "@carillon/socket-contract/server";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { Guard } from "./guard.js";

/** The part of passport that is used. */
export interface PassportLike {
  authenticate(
    strategy: string | string[],
    options: object,
    callback: (error: unknown, user?: unknown) => void,
  ): unknown;
}

/** How {@link passportGuard} works. */
export interface PassportGuardOptions<User> {
  /** Handed to `passport.authenticate`. Default `{ session: false }`. */
  readonly options?: object;
  /** Whether the strategy reads cookies; then `allowedOrigins` is mandatory. Default `false`. */
  readonly isAmbient?: boolean;
  /** Makes the application's user of passport's. Default: as it is. */
  readonly user?: (user: unknown) => MaybePromise<User | null | undefined>;
}

/**
 * Makes a guard of a passport strategy.
 *
 * The strategy sees the request of the handshake. A token that came in the auth payload or the query is put into its
 * `Authorization` header, so that `ExtractJwt.fromAuthHeaderAsBearerToken()` finds it there. Strategies that redirect
 * (OAuth) need a page and cannot be used; a failure to find a user refuses.
 *
 * @param passport - The passport instance.
 * @param strategy - The name of the strategy, or several.
 * @param options - See {@link PassportGuardOptions}.
 * @returns A guard.
 * @example
 * ```ts
 * import { createSocketAuthMiddleware, passportGuard } from "@carillon/socket-auth";
 * import passport from "passport";
 * import { ExtractJwt, Strategy } from "passport-jwt";
 * import { Server } from "socket.io";
 *
 * passport.use(
 *   new Strategy(
 *     { jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: "change me", algorithms: ["HS256"] },
 *     (claims, done) => done(null, { id: claims.sub }),
 *   ),
 * );
 * new Server().use(createSocketAuthMiddleware({ guard: passportGuard(passport, "jwt") }));
 * ```
 */
export function passportGuard<User = unknown>(
  passport: PassportLike,
  strategy: string | string[],
  options: PassportGuardOptions<User> = {},
): Guard<User> {
  checkPart(
    "passportGuard",
    passport,
    ["authenticate"],
    'passport and a strategy: passportGuard(passport, "jwt")',
  );
  if ((strategy as unknown) === undefined) {
    throw new UsageError(
      "E_PASSPORT_STRATEGY",
      'passportGuard needs the name of a strategy: passportGuard(passport, "jwt").',
    );
  }
  checkOptions("passportGuard", options, { options: "object", isAmbient: "flag", user: "function" });
  const toUser = options.user ?? ((user: unknown) => user as User);
  return {
    name: typeof strategy === "string" ? strategy : "passport",
    reads: "request",
    isAmbient: options.isAmbient ?? false,
    async authenticate(credentials, handshake, socket) {
      const request = requestWith(socket.request, credentials, handshake);
      const user = await run(passport, strategy, { session: false, ...options.options }, request);
      return user === null || user === undefined || user === false ? null : toUser(user);
    },
  };
}

function run(
  passport: PassportLike,
  strategy: string | string[],
  options: object,
  request: IncomingMessage,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    function fail(error: unknown): void {
      reject(error instanceof Error ? error : new Error("The passport strategy failed.", { cause: error }));
    }
    const middleware = passport.authenticate(strategy, options, (error, user) => {
      if (error !== null && error !== undefined) fail(error);
      else resolve(user);
    }) as (request: IncomingMessage, response: object, next: (error?: unknown) => void) => void;
    middleware(request, noResponse, (error) => {
      if (error === undefined || error === null) resolve(null);
      else fail(error);
    });
  });
}

/** A view of the request, so that what passport leaves on it stays apart from the application's. */
function requestWith(
  original: IncomingMessage,
  credentials: Credentials,
  handshake: Handshake,
): IncomingMessage {
  const found = credentials.source === "refresh" ? credentials : extractToken(handshake);
  const authorization = found === null ? original.headers.authorization : `Bearer ${found.token}`;
  const headers = { ...original.headers, ...(authorization === undefined ? undefined : { authorization }) };
  return Object.create(original, {
    headers: { value: headers, enumerable: true },
    handshake: { value: handshake },
  }) as IncomingMessage;
}

/** A handshake has no page to answer with: a strategy that wants to write or redirect fails. */
const noResponse: object = new Proxy(
  {},
  {
    get(_target, key) {
      throw new UsageError(
        "E_STRATEGY_ANSWERS",
        `This strategy wants to answer the request (${String(key)}), which a socket cannot do: use one that reads a token or a cookie.`,
      );
    },
  },
);
