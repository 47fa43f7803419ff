import { checkFunction, isHandshakeRequest } from "@carillon/socket-contract/server";
import type { IncomingMessage, ServerResponse } from "node:http";

/** An Express middleware, as `io.engine.use` takes it. */
export type HttpMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Runs an Express middleware on the first request of a connection alone.
 *
 * `io.engine.use` runs a middleware on every HTTP request: for a client that polls, that is every few seconds. A session
 * or a passport strategy is needed once.
 *
 * @param middleware - Any Express middleware: `session(...)`, `helmet()`, `passport.initialize()`.
 * @returns The middleware for `io.engine.use`.
 * @example
 * ```ts
 * import { handshakeOnly } from "@carillon/socket-auth";
 * import session from "express-session";
 * import { Server } from "socket.io";
 *
 * const io = new Server(3000);
 * io.engine.use(handshakeOnly(session({ secret: "change me", resave: false, saveUninitialized: false })));
 * ```
 * @see https://socket.io/docs/v4/middlewares/#compatibility-with-express-middleware
 */
export function handshakeOnly(
  middleware: (request: never, response: never, next: (error?: unknown) => void) => unknown,
): HttpMiddleware {
  checkFunction("handshakeOnly", middleware, "io.engine.use(handshakeOnly(session({ ... })))");
  return function onHandshake(request, response, next) {
    if (isHandshakeRequest(request)) middleware(request as never, response as never, next);
    else next();
  };
}
