import { createAuthenticator } from "./authenticator.js";
import type { ConnectionMiddleware } from "./middleware.js";
import type { AuthenticatorOptions } from "./authenticator-options.js";

/**
 * Makes the connection middleware that authenticates a plain Socket.IO server in one line.
 *
 * With the first socket it also installs what lives beside it: expiry, `auth:refresh`, sign-in of recovered sockets. Keep
 * the authenticator of `createAuthenticator` instead where you want to revoke, or to protect single events.
 *
 * @param options - The guard and how to find its credentials; see {@link AuthenticatorOptions}.
 * @returns A middleware for `io.use` or `namespace.use`.
 * @throws Error for a guard name that is not among `guards`.
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
export function createSocketAuthMiddleware(options: AuthenticatorOptions): ConnectionMiddleware {
  const authenticator = createAuthenticator(options);
  const middleware = authenticator.connectionMiddleware();
  authenticator.seal();
  return middleware;
}
