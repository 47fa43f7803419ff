import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { authStateOf } from "@carillon/socket-contract/server";
import type { AuthState } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { IsAllowed } from "../handshake/allowed-origins.js";
import type { Guard, NamedGuard } from "./guard.js";

/**
 * Believes a user that is stamped on the handshake's request, instead of asking the guards.
 *
 * Only code of the same process can stamp one, with `stampAuthState(request, ...)`: an HTTP middleware that knows the user,
 * or a test that acts as one.
 *
 * A browser sends cookies from any page, so a stamp that comes from a cookie must not be believed from any page: without
 * `allowedOrigins` only from the server's own.
 *
 * @param guards - The guards that would be asked.
 * @param settings - Whether origins were checked already, and where to log that one was not believed.
 * @returns The guards; the one that the stamp names answers with it, or all where it names none.
 */
export function guardsByStamp(
  guards: readonly NamedGuard[],
  socket: Socket,
  { isAllowed, logger }: VouchSettings,
): readonly NamedGuard[] {
  const state = stampOf(socket);
  if (!state?.identity) return guards;
  if (isAllowed === undefined && isFromElsewhere(socket.request)) {
    logger.error(
      { event: "stamp_from_another_site", socketId: socket.id },
      "A user stamped on the handshake's request was not believed, since another site's page sent it; set allowedOrigins",
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

/** Programs that are not browsers send no `Origin`, and no cookie that was not given to them. */
function isFromElsewhere({ headers, socket }: IncomingMessage): boolean {
  const { origin, host, ":authority": authority = host } = headers;
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const { protocol, host: originHost } = new URL(origin);
  if (originHost !== String(authority).toLowerCase()) return true;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return true;
  // The page of the plain http site of the same host may have been written by anyone on the network.
  return protocol === "http:" && isSecure(headers, socket);
}

/** Whether the client came over TLS, to this process or to the proxy before it. */
function isSecure({ "x-forwarded-proto": forwarded }: IncomingHttpHeaders, socket: object): boolean {
  const [proxied] = String(forwarded ?? "").split(",");
  return (socket as { encrypted?: boolean }).encrypted === true || proxied?.trim().toLowerCase() === "https";
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
