import { Authenticator } from "./authenticator.js";
import type { AuthenticatorOptions } from "./authenticator-options.js";

/**
 * Creates what authenticates the sockets of a server.
 *
 * @param options - Guards, sources, origins; see {@link AuthenticatorOptions}.
 * @throws UsageError `E_ORIGINS_REQUIRED` where cookies are read without `allowedOrigins`, and for options that make no sense.
 * @example
 * ```ts
 * import { createAuthenticator } from "@carillon/socket-auth";
 * import { Server } from "socket.io";
 *
 * const io = new Server();
 * const auth = createAuthenticator({
 *   guards: { api: async ({ token }) => (token === "let-me-in" ? { id: 42, name: "Ada" } : null) },
 * });
 * io.use(auth.connectionMiddleware());
 * auth.attach(io).seal();
 * ```
 * @see The seed document, "Authentication".
 */
export function createAuthenticator(options: AuthenticatorOptions = {}): Authenticator {
  return new Authenticator(options);
}
