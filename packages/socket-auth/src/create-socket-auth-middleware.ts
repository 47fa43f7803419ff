import { UsageError } from "@carillon/socket-contract/server";
import { createAuthenticator } from "./create-authenticator.js";
import type { Authenticator } from "./authenticator.js";
import type { AuthenticatorOptions } from "./authenticator-options.js";
import type { ConnectionMiddleware } from "./middleware.js";

/** Where the middleware keeps what it was made with. A registered symbol, so that every copy of the package reads the same place. */
const madeWith: unique symbol = Symbol.for("carillon.auth.middleware") as never;

/**
 * Makes the connection middleware that authenticates a plain Socket.IO server in one line.
 *
 * With the first socket it also installs what lives beside it: expiry, `auth:refresh`, sign-in of recovered sockets. Keep
 * the authenticator of `createAuthenticator` instead where you want to revoke, or to protect single events.
 *
 * Given to a `SocketManager` it is the long form of `Socket.use("auth:socket")`: guards are looked up by name among the
 * manager's, and routes see the same identity.
 *
 * @param options - The guard and how to find its credentials; see {@link AuthenticatorOptions}.
 * @returns A middleware for `io.use` or `namespace.use`.
 * @throws UsageError `E_UNKNOWN_GUARD` for a guard name that is not among `guards`. Without `guards` the name is one of a
 *   manager's; on a plain server every handshake is refused then, and the log says why.
 * @example
 * ```ts
 * import { createSocketAuthMiddleware } from "@carillon/socket-auth";
 * import { Server } from "socket.io";
 *
 * const io = new Server();
 * io.use(createSocketAuthMiddleware({ guard: ({ token }) => (token === "let-me-in" ? { id: 42 } : null) }));
 * ```
 * @see The seed document, "One-Line Setup".
 */
export function createSocketAuthMiddleware(options: AuthenticatorOptions = {}): ConnectionMiddleware {
  const authenticator = createAuthenticator(options);
  const authenticate = authenticator.connectionMiddleware();
  if (options.guards !== undefined) authenticator.seal();
  const middleware: ConnectionMiddleware = (socket, next) => {
    authenticate(socket, next);
  };
  Object.defineProperty(middleware, madeWith, { value: options });
  return middleware;
}

interface MarkedMiddleware {
  readonly [madeWith]?: AuthenticatorOptions;
}

/**
 * Makes a middleware of {@link createSocketAuthMiddleware} work through another authenticator: that of a `SocketManager`.
 *
 * @param middleware - Any connection middleware.
 * @param authenticator - Where its guards are looked up, and where a guard that was given directly is registered.
 * @returns The middleware to install; `undefined` for one that `createSocketAuthMiddleware` did not make.
 * @throws UsageError `E_AUTH_OPTIONS` for options beside `guard`, `guards` and `required`, which are the authenticator's own.
 */
export function bindAuthMiddleware(
  middleware: (...args: never[]) => unknown,
  authenticator: Authenticator,
): ConnectionMiddleware | undefined {
  const { [madeWith]: options } = middleware as MarkedMiddleware;
  if (options === undefined) return undefined;
  const { guard, guards = {}, required, ...others } = options;
  const [other] = Object.entries<unknown>(others).filter(([, value]) => value !== undefined);
  if (other !== undefined) {
    throw new UsageError(
      "E_AUTH_OPTIONS",
      `createSocketAuthMiddleware: ${other[0]} belongs into the configuration of the manager that it is given to: auth: { ${other[0]}: ... }.`,
    );
  }
  for (const [name, each] of Object.entries(guards)) authenticator.guard(name, each);
  return authenticator.connectionMiddleware(guard, required === undefined ? {} : { required });
}
