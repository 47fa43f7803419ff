import { isSocketException } from "@carillon/socket-contract";
import type { SocketException } from "@carillon/socket-contract";
import { clock, isThenable, withDeadline } from "@carillon/socket-contract/server";
import type { Identity } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { identify } from "../guards/guard.js";
import type { NamedGuard, UserIdOf } from "../guards/guard.js";
import { refusal } from "../refusals.js";
import { tracedGuard } from "../tracing.js";
import type { Credentials, Handshake } from "./credentials.js";

/** Everything a guard is asked with. */
export interface SignInRequest {
  readonly socket: Socket;
  readonly handshake: Handshake;
  readonly credentials: Credentials | null;
  readonly guards: readonly NamedGuard[];
  readonly userIdOf: UserIdOf;
  readonly deadlineMs: number;
  /** Called for an answer that names no user. */
  readonly onUnusable: (guard: string, answer: unknown) => void;
}

/** What a guard recognised. */
export interface SignedIn {
  readonly guard: NamedGuard;
  readonly credentials: Credentials;
  readonly handshake: Handshake;
  readonly identity: Identity;
}

const fromRequest: Credentials = Object.freeze({ token: "", source: "request" });

/**
 * Asks guards in turn who a socket is; the first that recognises a user wins.
 *
 * @returns What was recognised, or the refusal of the last guard that gave one.
 * @throws What a guard throws, unless it is a refusal of these credentials.
 */
export function signIn(request: SignInRequest): Promise<SignedIn | SocketException> {
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

async function askInTurn(request: SignInRequest, progress: Progress): Promise<SignedIn | SocketException> {
  const { socket, handshake, userIdOf } = request;
  let refused: SocketException | undefined;
  for (const guard of request.guards) {
    const credentials = guard.guard.reads === "request" ? fromRequest : request.credentials;
    if (credentials === null) continue;
    try {
      const given: unknown = guard.guard.authenticate(credentials, handshake, socket);
      const isWaiting = isThenable(given);
      progress.hasWaited ||= isWaiting;
      const answer = isWaiting ? await given : given;
      const identity = identify(answer, userIdOf);
      if (identity === null) {
        request.onUnusable(guard.name, answer);
        continue;
      }
      if (identity.expiresAt === undefined || identity.expiresAt > clock.now()) {
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
