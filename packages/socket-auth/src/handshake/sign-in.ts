import { isSocketException } from "@carillon/socket-contract";
import type { SocketException } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import type { Credentials, Handshake } from "./credentials.js";
import { isThenable, withDeadline } from "@carillon/socket-contract/server";
import { identify } from "../guards/guard.js";
import type { NamedGuard, UserIdOf } from "../guards/guard.js";
import type { LoginStart } from "../session/login.js";
import { refusal } from "../refusals.js";
import { tracedGuard } from "../tracing.js";

/** Everything a guard is asked with. */
export interface SignInRequest {
  readonly socket: Socket;
  readonly handshake: Handshake;
  readonly credentials: Credentials | null;
  readonly guards: readonly NamedGuard[];
  readonly userIdOf: UserIdOf;
  readonly deadlineMs: number;
}

const fromRequest: Credentials = Object.freeze({ token: "", source: "request" });

/**
 * Asks guards in turn who a socket is; the first that recognises somebody wins.
 *
 * @returns What a login starts with, or the refusal of the last guard that gave one.
 * @throws What a guard throws, unless it is a refusal of these credentials.
 */
export function signIn(request: SignInRequest): Promise<LoginStart | SocketException> {
  const names = request.guards.map(({ name }) => name).join();
  return tracedGuard(
    request.socket,
    names,
    "handshake",
    () => {
      const progress: Progress = { hasWaited: false };
      const asked = askInTurn(request, progress);
      // Guards that answer at once need no timer.
      return progress.hasWaited ? withDeadline(asked, request.deadlineMs) : asked;
    },
    (answer) => (answer instanceof Error ? answer.code : "ok"),
  );
}

/** Whether a guard has given a promise; known as soon as the asking returns. */
interface Progress {
  hasWaited: boolean;
}

async function askInTurn(request: SignInRequest, progress: Progress): Promise<LoginStart | SocketException> {
  const { socket, handshake, userIdOf } = request;
  let refused: SocketException | undefined;
  for (const guard of request.guards) {
    const credentials = guard.guard.reads === "request" ? fromRequest : request.credentials;
    if (credentials === null) continue;
    try {
      const answer: unknown = guard.guard.authenticate(credentials, handshake, socket);
      const isWaiting = isThenable(answer);
      progress.hasWaited ||= isWaiting;
      const identity = identify(isWaiting ? await answer : answer, userIdOf);
      if (identity === null) continue;
      if (identity.expiresAt === undefined || identity.expiresAt > Date.now()) {
        return { guard, credentials, handshake, identity };
      }
      refused = refusal("token_expired");
    } catch (error) {
      if (!isSocketException(error) || !isRefusal(error)) throw error;
      refused = error;
    }
  }
  // Made only now: an exception takes a stack trace, and most are let in.
  return refused ?? refusal("unauthenticated");
}

/** Whether an exception says "not these credentials", which lets an optional sign-in go on as anonymous. */
function isRefusal({ code }: SocketException): boolean {
  return code === "unauthenticated" || code === "token_expired" || code === "revoked";
}
