import { SocketException } from "../socket-exception.js";

/** Where a socket carries what is being answered on it. A registered symbol, so that every package and copy reads the same place. */
const pendingAnswers: unique symbol = Symbol.for("carillon.answers") as never;

/** What is being answered on one socket, beside its routes. */
interface Pending {
  readonly open: Set<PendingAnswer>;
  /** Set once no new event is answered. */
  drained: Promise<void> | undefined;
  onIdle: (() => void) | undefined;
}

/**
 * One answer to a client that a drain of the server waits for. For packages that answer events by themselves.
 *
 * @example
 * ```ts
 * import { PendingAnswer } from "@carillon/socket-contract/server";
 *
 * async function answer(socket: object, ack: (reply: unknown) => void, work: () => Promise<unknown>) {
 *   const pending = new PendingAnswer(socket);
 *   try {
 *     ack({ ok: true, data: await pending.run(work) });
 *   } finally {
 *     pending.end();
 *   }
 * }
 * ```
 */
export class PendingAnswer {
  readonly #pending: Pending;
  #giveUp: ((error: SocketException) => void) | undefined = undefined;

  /** @param socket - Who asked: a Socket.IO server socket. */
  constructor(socket: object) {
    this.#pending = pendingOf(socket);
    this.#pending.open.add(this);
  }

  /**
   * Runs the work behind the answer, at once.
   *
   * @param work - Returns the reply.
   * @returns What it returned.
   * @throws SocketException `unavailable` when the server is draining and does not wait for this answer, or no longer.
   * @throws What the work throws.
   */
  async run<Reply>(work: () => Reply | PromiseLike<Reply>): Promise<Reply> {
    if (this.#pending.drained !== undefined) throw goingAway();
    return new Promise<Reply>((resolve, reject) => {
      this.#giveUp = reject;
      Promise.resolve(work()).then(resolve, reject);
    });
  }

  /** The answer was given, or never will be. */
  end(): void {
    const { open } = this.#pending;
    if (open.delete(this) && open.size === 0) this.#pending.onIdle?.();
  }

  /** Stops waiting: {@link run} rejects. */
  giveUp(): void {
    this.#giveUp?.(goingAway());
  }
}

/**
 * Rejects new {@link PendingAnswer}s of a socket with `unavailable`. Called when draining.
 *
 * @param socket - A Socket.IO server socket.
 * @returns Resolves when the answers under way were sent.
 */
export function drainAnswers(socket: object): Promise<void> {
  const pending = pendingOf(socket);
  return (pending.drained ??= new Promise<void>((resolve) => {
    pending.onIdle = resolve;
    if (pending.open.size === 0) resolve();
  }));
}

/**
 * Answers what is under way on a socket with `unavailable`. Called at the deadline of a drain.
 *
 * @param socket - A Socket.IO server socket.
 */
export function giveUpAnswers(socket: object): void {
  for (const answer of pendingOf(socket).open) answer.giveUp();
}

/**
 * What a draining server answers.
 *
 * @returns An exception of code `unavailable`, which is retryable.
 */
export function goingAway(): SocketException {
  return new SocketException("The server is going away; ask again in a moment.", {
    code: "unavailable",
    retryable: true,
  });
}

function pendingOf(socket: { [pendingAnswers]?: Pending }): Pending {
  const found = socket[pendingAnswers];
  if (found !== undefined) return found;
  const value: Pending = { open: new Set(), drained: undefined, onIdle: undefined };
  Object.defineProperty(socket, pendingAnswers, { value });
  return value;
}
