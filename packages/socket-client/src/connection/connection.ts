import type { DebugEntry } from "../options.js";
import type { RequestError } from "../requests/request-error.js";
import type { Store } from "../store.js";
import type { JoinRequest } from "./create-socket.js";
import type { Status } from "./status.js";

/** Gets what an ack brought, or why it did not. */
export type Done = (error: RequestError | undefined, data?: unknown) => void;

/** What is told of a connection's life, and asked for it. */
export interface ConnectionEvents {
  /** The channels that the handshake is to join. */
  joins(): readonly JoinRequest[];
  /** Connected; called before the status says so. */
  up(): void;
  /** No longer connected; called before the status says so. */
  down(): void;
  /** It does not come back by itself. */
  ended(): void;
  received(event: string, args: unknown[]): void;
}

/** One connection that is made again and again: tokens, attempts, waits, and what they come to. */
export interface Connection {
  readonly status: Store<Status>;
  readonly id: () => string | undefined;
  readonly isUp: () => boolean;
  /** Whether there ever was a connection. */
  readonly wasUp: () => boolean;
  /** Tells the application what happens, if it wants to know. */
  readonly debug: (
    what: DebugEntry["what"],
    about?: string,
    more?: Omit<DebugEntry, "what" | "about">,
  ) => void;
  /** Connects at the first use, unless the application does. */
  readonly use: () => void;
  /** Begins, begins anew after an end, or ends a wait. */
  readonly connect: () => void;
  /** Ends it. Resolves when the connection is closed. */
  readonly close: () => Promise<void>;
  /** Sends without an answer. `false` where it was not sent, or where it may be lost and the connection is busy. */
  readonly send: (event: string, args: readonly unknown[], mayBeLost?: boolean) => boolean;
  /**
   * Sends and waits for the answer, which `done` gets exactly once.
   *
   * @param channel - Where the handshake has asked already: nothing is sent, and the answer is the one for this channel.
   * @returns Stops waiting; `done` is not called any more.
   */
  readonly ask: (
    event: string,
    args: readonly unknown[],
    timeoutMs: number,
    done: Done,
    channel?: string,
  ) => () => void;
  /** See `Client.refreshToken`. */
  readonly renew: () => Promise<void>;
}
