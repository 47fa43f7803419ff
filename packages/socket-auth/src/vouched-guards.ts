import { authStateOf } from "@carillon/socket-contract";
import type { AuthState } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import type { Guard, NamedGuard } from "./guard.js";

/**
 * Lets whoever stamped the handshake's request vouch for the user instead of the guards.
 *
 * Only code of the same process can do that, with `stampAuthState(request, ...)`: an HTTP middleware that knows the user,
 * or a test that acts as one.
 *
 * @param guards - The guards that would be asked.
 * @returns The guards, the vouched ones replaced: the one that the stamp names, or all where it names none.
 */
export function vouchedGuards(guards: readonly NamedGuard[], socket: Socket): readonly NamedGuard[] {
  const state = stampOf(socket);
  if (!state?.identity) return guards;
  return guards.map(({ name, guard }) =>
    state.guard === null || state.guard === name ? { name, guard: vouched(guard) } : { name, guard },
  );
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
