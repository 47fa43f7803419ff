import { isSocketException, SocketException } from "@carillon/socket-contract";
import { failureOf, PendingAnswer, successOf, unexpectedError } from "@carillon/socket-contract/server";
import type { Envelope } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import { isWellFormed } from "../handshake/credentials.js";
import type { Login } from "./login.js";
import { refusal } from "../refusals.js";

/** The reserved event by which a client sends a new token. */
export const refreshEvent = "auth:refresh";

/** What `auth:refresh` answers. */
export interface RefreshReply {
  /** When the new token ends, in milliseconds since the epoch; `null` for never. */
  readonly expiresAt: number | null;
}

/** Refreshes under way; a socket may have one. */
const underWay = new WeakSet<Login>();

/**
 * Answers one `auth:refresh`. Never throws, and answers once if the client asked for an answer.
 *
 * @param login - The socket's login, or `undefined` for an anonymous one.
 * @param args - What came with the event: `{ token }` and an ack.
 * @param done - Called after a refresh that succeeded.
 */
export async function answerRefresh(
  socket: Socket,
  login: Login | undefined,
  args: readonly unknown[],
  done: (login: Login) => void,
): Promise<void> {
  const last = args.at(-1);
  const pending = new PendingAnswer(socket);
  try {
    const answer = await answerOf(() => pending.run(() => refreshed(login, args[0], done)));
    if (typeof last === "function") (last as (answer: Envelope<RefreshReply>) => void)(answer);
    else if (!answer.ok) socket.emit("error:socket", { ...answer, event: refreshEvent });
  } finally {
    pending.end();
  }
}

async function answerOf(work: () => Promise<RefreshReply>): Promise<Envelope<RefreshReply>> {
  try {
    return successOf(await work());
  } catch (error) {
    const exception = isSocketException(error) ? error : unexpectedError();
    return failureOf(exception);
  }
}

async function refreshed(
  login: Login | undefined,
  payload: unknown,
  done: (login: Login) => void,
): Promise<RefreshReply> {
  if (login === undefined) throw refusal("unauthenticated");
  const token: unknown =
    typeof payload === "object" && payload !== null && Object.hasOwn(payload, "token")
      ? (payload as { token: unknown }).token
      : undefined;
  if (!isWellFormed(token)) throw new SocketException("A token is required.", { code: "bad_input" });
  if (underWay.has(login)) {
    throw new SocketException("A refresh is under way.", { code: "too_many_requests", retryAfterMs: 1_000 });
  }
  underWay.add(login);
  try {
    const { expiresAt } = await login.refresh(token);
    done(login);
    return { expiresAt: expiresAt ?? null };
  } finally {
    underWay.delete(login);
  }
}
