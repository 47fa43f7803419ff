import type { IncomingMessage } from "node:http";
import type { Socket } from "socket.io";
import { checkFunction, checkGivenOptions, UsageError } from "@carillon/socket-contract/server";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { Guard, Recognised } from "./guard.js";

/** How {@link sessionGuard} works. */
export interface SessionGuardOptions<Session, User> {
  /**
   * Finds the user of a session, again at every re-check.
   *
   * @returns The user, or `null` for a session without one.
   */
  readonly user: (session: Session, request: IncomingMessage) => MaybePromise<User | null | undefined>;
}

/** What express-session leaves on a request. */
interface SessionRequest<Session> extends IncomingMessage {
  readonly session?: Session;
  readonly sessionID?: string;
  readonly sessionStore?: {
    get(id: string, callback: (error: unknown, session?: Session | null) => void): void;
  };
}

/**
 * Makes a guard that reuses the session of the HTTP application, as express-session keeps it.
 *
 * The session middleware runs through `io.engine.use`. A re-check reads the session from its store again, so that
 * signing out over HTTP ends it here. Since browsers send the session's cookie from any page, `allowedOrigins` is
 * mandatory.
 *
 * @param options - How to find the user of a session.
 * @returns A guard; `sessionId` is the session's id, for `revoke({ sessionId })`.
 * @example
 * ```ts
 * import { createAuthenticator, handshakeOnly, sessionGuard } from "@carillon/socket-auth";
 * import session from "express-session";
 * import { Server } from "socket.io";
 *
 * const io = new Server(3000);
 * io.engine.use(handshakeOnly(session({ secret: "change me", resave: false, saveUninitialized: false })));
 *
 * const web = sessionGuard({ user: (data: { user?: { id: number } }) => data.user });
 * const auth = createAuthenticator({ guard: web, allowedOrigins: ["https://app.example.org"] });
 * io.use(auth.connectionMiddleware());
 * auth.attach(io).seal();
 * ```
 */
export function sessionGuard<Session extends object, User>(
  options: SessionGuardOptions<Session, User>,
): Guard<User> {
  checkGivenOptions("sessionGuard", options, ["user"]);
  checkFunction(
    "sessionGuard",
    options.user,
    "sessionGuard({ user: (session) => findUser(session.userId) })",
  );

  async function recognise(
    session: Session,
    request: SessionRequest<Session>,
  ): Promise<Recognised<User> | null> {
    const user = await options.user(session, request);
    if (user === null || user === undefined) return null;
    return { user, ...(request.sessionID === undefined ? undefined : { sessionId: request.sessionID }) };
  }

  async function recall(socket: Socket): Promise<Recognised<User> | null> {
    const request = socket.request as SessionRequest<Session>;
    const session = await stored(request);
    return session === null ? null : recognise(session, request);
  }

  return {
    name: "session",
    reads: "request",
    isAmbient: true,
    authenticate(credentials, _handshake, socket) {
      // What the request holds is from the handshake; in band only the store knows.
      if (credentials.source === "refresh") return recall(socket);
      const request = socket.request as SessionRequest<Session>;
      if (request.session === undefined) {
        throw new UsageError(
          "E_SESSION_MISSING",
          "sessionGuard found no session: add io.engine.use(handshakeOnly(session({ ... }))) before clients connect.",
        );
      }
      return recognise(request.session, request);
    },
    recheck: (_identity, _credentials, socket) => recall(socket),
  };
}

/** The session as its store has it now; `null` once it was destroyed or ran out. */
function stored<Session>({
  sessionStore,
  sessionID,
  session,
}: SessionRequest<Session>): Promise<Session | null> {
  return new Promise((resolve, reject) => {
    if (sessionStore === undefined || sessionID === undefined) {
      resolve(session ?? null);
      return;
    }
    sessionStore.get(sessionID, (error, found) => {
      if (error === null || error === undefined) resolve(found ?? null);
      else reject(error instanceof Error ? error : new Error("The session store failed.", { cause: error }));
    });
  });
}
