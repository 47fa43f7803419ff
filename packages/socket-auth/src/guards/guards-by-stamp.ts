import type { IncomingHttpHeaders } from "node:http";
import { authStateOf } from "@carillon/socket-contract/server";
import type { AuthState } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { IsAllowed } from "../handshake/allowed-origins.js";
import type { Guard, NamedGuard } from "./guard.js";

/**
 * Lets whoever stamped the handshake's request vouch for the user instead of the guards.
 *
 * Only code of the same process can do that, with `stampAuthState(request, ...)`: an HTTP middleware that knows the user,
 * or a test that acts as one.
 *
 * A browser brings cookies along from any page, so what vouches by them must not be believed from any page: without
 * `allowedOrigins` only from the server's own.
 *
 * @param guards - The guards that would be asked.
 * @param settings - Whether origins were checked already, and where to log that one was not believed.
 * @returns The guards, the vouched ones replaced: the one that the stamp names, or all where it names none.
 */
export function guardsByStamp(
  guards: readonly NamedGuard[],
  socket: Socket,
  { isAllowed, logger }: VouchSettings,
): readonly NamedGuard[] {
  const state = stampOf(socket);
  if (!state?.identity) return guards;
  if (isAllowed === undefined && isFromElsewhere(socket.request.headers)) {
    logger.error(
      { socketId: socket.id },
      "a user stamped on the handshake's request was not believed, since another site's page sent it; set allowedOrigins",
    );
    return guards;
  }
  return guards.map(({ name, guard }) =>
    state.guard === null || state.guard === name ? { name, guard: vouched(guard) } : { name, guard },
  );
}

interface VouchSettings {
  readonly isAllowed: IsAllowed | undefined;
  readonly logger: Logger;
}

/** Programs that are no browsers send no `Origin`, and bring nothing along that was not given to them. */
function isFromElsewhere({ origin, host, ":authority": authority = host }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== String(authority).toLowerCase();
}

type Recheck = NonNullable<Guard["recheck"]>;

/** The stamp answers for the request; a token that comes later, by `auth:refresh`, is for the guard itself. */
function vouched(guard: Guard): Guard {
  return {
    reads: "request",
    authenticate: (credentials, handshake, socket): ReturnType<Guard["authenticate"]> =>
      credentials.source === "request"
        ? stampOf(socket)?.identity
        : guard.authenticate(credentials, handshake, socket),
    ...(guard.recheck && {
      recheck: (...[identity, credentials, socket]: Parameters<Recheck>): ReturnType<Recheck> =>
        credentials.source === "request"
          ? stampOf(socket)?.identity
          : guard.recheck?.(identity, credentials, socket),
    }),
  };
}

function stampOf(socket: Socket): AuthState | undefined {
  const { request } = socket as Partial<Socket>;
  return request === undefined ? undefined : authStateOf(request);
}
