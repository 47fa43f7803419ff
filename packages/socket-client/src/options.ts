import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import type { ManagerOptions, SocketOptions } from "socket.io-client";
import type { RequestName } from "./names.js";
import type { Refusal } from "./connection/status.js";

/** What happens to a request or a message that is sent while there is no connection. */
export type OfflinePolicy =
  /** It fails at once, with code `offline`. */
  | "fail"
  /** As `"fail"`, and a message by `send` is dropped too where the connection is busy: for cursors and typing. */
  | "drop"
  | {
      /** Most requests that may wait; one more is refused with `offline`. */
      readonly queue: number;
      /** How long one may wait, in milliseconds; then it fails with `timeout`. */
      readonly expireMs: number;
      /** Which ones stay when there are too many. Default `"first"`. */
      readonly keep?: "first" | "last";
    };

/** Why a token is asked for. */
export interface TokenReason {
  readonly reason: "connect" | "expiring" | "refused" | "wake";
  /** The server's code, with `"refused"`. */
  readonly code?: string;
  /** Fires when the token is no longer wanted. */
  readonly signal: AbortSignal;
}

/** One thing that happened inside of a client. Never holds a token or a payload. */
export interface DebugEntry {
  readonly what:
    | "attempt"
    | "online"
    | "lost"
    | "token"
    | "signed_out"
    | "join"
    | "leave"
    | "replay"
    | "gap"
    | "queued"
    | "dropped"
    | "sent"
    | "answered"
    | "received"
    | "ignored";
  /** What it is about: a reason, a code, the name of a channel or an event. */
  readonly about?: string | undefined;
  /** How many: attempts, or messages. */
  readonly count?: number | undefined;
  /** With `answered`: how long the answer took, in milliseconds. */
  readonly latencyMs?: number | undefined;
  /** With `answered`: the code of a failure, the client's own included; none for a success. */
  readonly code?: string | undefined;
}

/** How reconnecting is done: after a random wait, whose limit doubles with each attempt. */
export interface ReconnectOptions {
  /** The limit of the first wait, in milliseconds. Default 1,000. */
  readonly minMs?: number;
  /** The limit of all waits, in milliseconds. Default 30,000. */
  readonly maxMs?: number;
  /**
   * Asked after each failed attempt; `true` ends it with the status `closed`. Default: never.
   *
   * @param attempt - How many have failed in a row.
   */
  readonly giveUp?: (attempt: number, error: Refusal) => boolean;
}

/** What tells the time and wakes up. */
export interface ClientClock {
  /** The time, in milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, after `ms` milliseconds. */
  setTimeout(run: () => void, ms: number): unknown;
  /** Stops a timer, if it still runs. */
  clearTimeout(timer: unknown): void;
}

/** How a client connects and behaves. All of it is optional. */
export interface ClientOptions<Contract extends ContractDefinition = RegisteredContract> {
  /** Where the server is. Default: where the page came from. */
  readonly url?: string;
  /** Default `"/"`. */
  readonly namespace?: string;
  /** The path of the Socket.IO endpoint. Default `"/socket.io"`. */
  readonly path?: string;
  /** Whether the first use connects. Default `true`; with `false` only `connect()` does. */
  readonly autoConnect?: boolean;
  /**
   * The token, or `null` for a guest. Asked before every attempt, and again when it ends or was refused; never twice at
   * once. When it throws, the client waits and tries again.
   */
  readonly token?: (why: TokenReason) => Promise<string | null> | string | null;
  /** How long an answer may take, in milliseconds. Default 10,000. */
  readonly requestTimeoutMs?: number;
  /** What happens to what is sent while offline: for all events, or by event. Default `"fail"`. */
  readonly offline?: OfflinePolicy | Readonly<Partial<Record<RequestName<Contract>, OfflinePolicy>>>;
  readonly reconnect?: ReconnectOptions;
  /**
   * Checks what arrives against the schemas, and hands on their output. Without it what arrives is handed on as it
   * travels, and no schema is in the page's bundle: leave it out unless schemas transform what they get.
   */
  readonly contract?: Contract;
  /** What ends the waiting of what is sent offline. For tests. Default: the machine's clock. */
  readonly clock?: ClientClock;
  /** Told what the client does and why. */
  readonly onDebug?: (entry: DebugEntry) => void;
  /** Every option of Socket.IO's own client. */
  readonly socket?: Partial<ManagerOptions & SocketOptions>;
}
