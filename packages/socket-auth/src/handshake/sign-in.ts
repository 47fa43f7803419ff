import { isSocketException } from "@carillon/socket-contract";
import type { SocketException } from "@carillon/socket-contract";
import { isThenable } from "@carillon/socket-contract/server";
import type { MaybePromise, SharedDeadline } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { identify } from "../guards/guard.js";
import type { NamedGuard, UserIdOf } from "../guards/guard.js";
import { refusal } from "../refusals.js";
import type { Moment } from "../revocation/revocation-log.js";
import { hasEnded } from "../session/identity.js";
import type { LoginStart } from "../session/login-settings.js";
import { isTraced, tracedGuard } from "../tracing.js";
import type { Credentials, Handshake } from "./credentials.js";

/** Everything a guard is asked with. */
export interface SignInRequest {
  readonly socket: Socket;
  readonly handshake: Handshake;
  readonly credentials: Credentials | null;
  readonly guards: readonly NamedGuard[];
  readonly userIdOf: UserIdOf;
  readonly deadline: SharedDeadline;
  readonly askedAt: Moment;
  /** Called for an answer that names no user. */
  readonly onUnusable: (guard: string, answer: unknown) => void;
}

const fromRequest: Credentials = Object.freeze({ token: "", source: "request" });

/** What one guard says: whom it recognised, why it refuses, or nothing. */
type Verdict = LoginStart | SocketException | undefined;

/**
 * Asks guards in turn who a socket is; the first that recognises a user wins.
 *
 * @returns What was recognised, or the refusal of the last guard that gave one; a promise of it where a guard gave one.
 * @throws What a guard throws, unless it is a refusal of these credentials; the promise rejects with the same.
 */
export function signIn(request: SignInRequest): MaybePromise<LoginStart | SocketException> {
  if (!isTraced()) return askWithin(request);
  const names = request.guards.map(({ name }) => name).join();
  return tracedGuard(
    request.socket,
    names,
    "handshake",
    () => askWithin(request),
    (answer) => (answer instanceof Error ? answer.code : "ok"),
  );
}

/** Guards that answer at once need no timer and no promise: most handshakes of a storm come without either. */
function askWithin(request: SignInRequest): MaybePromise<LoginStart | SocketException> {
  const asked = askInTurn(request);
  return asked instanceof Promise ? request.deadline.within(asked) : asked;
}

function askInTurn(request: SignInRequest): MaybePromise<LoginStart | SocketException> {
  let refused: SocketException | undefined;
  for (const [index, guard] of request.guards.entries()) {
    const verdict = ask(request, guard);
    if (verdict instanceof Promise) return askOthers(request, index, verdict, refused);
    if (isSignedIn(verdict)) return verdict;
    refused = verdict ?? refused;
  }
  // Made only now: an exception takes a stack trace, and most are let in.
  return refused ?? refusal("unauthenticated");
}

/** Goes on in turn behind the first guard that gave a promise. */
async function askOthers(
  request: SignInRequest,
  index: number,
  waiting: Promise<Verdict>,
  before: SocketException | undefined,
): Promise<LoginStart | SocketException> {
  let verdict = await waiting;
  let refused = before;
  for (const guard of request.guards.slice(index + 1)) {
    if (isSignedIn(verdict)) return verdict;
    refused = verdict ?? refused;
    verdict = await ask(request, guard);
  }
  return verdict ?? refused ?? refusal("unauthenticated");
}

function ask(request: SignInRequest, guard: NamedGuard): MaybePromise<Verdict> {
  const credentials = guard.guard.reads === "request" ? fromRequest : request.credentials;
  if (credentials === null) return undefined;
  try {
    const answer: unknown = guard.guard.authenticate(credentials, request.handshake, request.socket);
    return isThenable(answer)
      ? Promise.resolve(answer)
          .then((settled) => verdictOf(request, guard, credentials, settled))
          .catch(refusalIn)
      : verdictOf(request, guard, credentials, answer);
  } catch (error) {
    return refusalIn(error);
  }
}

function verdictOf(
  { handshake, userIdOf, askedAt, onUnusable }: SignInRequest,
  guard: NamedGuard,
  credentials: Credentials,
  answer: unknown,
): Verdict {
  const identity = identify(answer, userIdOf);
  if (identity === null) {
    onUnusable(guard.name, answer);
    return undefined;
  }
  return hasEnded(identity) ? refusal("token_expired") : { guard, credentials, handshake, identity, askedAt };
}

function isSignedIn(verdict: Verdict): verdict is LoginStart {
  return verdict !== undefined && !(verdict instanceof Error);
}

/** @throws What is no refusal of these credentials. */
function refusalIn(error: unknown): SocketException {
  if (isSocketException(error) && isRefusal(error)) return error;
  throw error;
}

/** Whether an exception says "not these credentials", which lets an optional sign-in go on as anonymous. */
function isRefusal({ code }: SocketException): boolean {
  return code === "unauthenticated" || code === "token_expired" || code === "revoked";
}
