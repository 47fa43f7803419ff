/** Why there is no connection. */
export type Reason =
  /** The connection broke, or could not be made. */
  | "network"
  /** The browser says that there is no network. */
  | "offline"
  /** The server refused the handshake, or ended the identity; another token may help. */
  | "refused"
  /** The server cannot take connections now. */
  | "unavailable"
  /** The server is going away; another node takes over. */
  | "draining"
  /** The other end was silent for too long. */
  | "timeout"
  /** The server disconnected this client. */
  | "server"
  /** The token callback threw, or took too long. */
  | "token";

/** How a client stands with its server. */
export type Status =
  /** Nothing has been asked for yet. */
  | { readonly is: "idle" }
  /** An attempt is under way; the first one is 1. */
  | { readonly is: "connecting"; readonly attempt: number }
  /** Connected since then, in milliseconds since the epoch. */
  | { readonly is: "online"; readonly since: number }
  /** The next attempt, of that number, is made at `nextAt`, in milliseconds since the epoch. */
  | { readonly is: "waiting"; readonly attempt: number; readonly nextAt: number; readonly reason: Reason }
  /** The server accepts no token that there is. `connect()` begins anew. */
  | { readonly is: "signed_out"; readonly code: string }
  /** Closed by `close()`, or given up by `reconnect.giveUp`. `connect()` begins anew. */
  | { readonly is: "closed"; readonly reason: "closed" | "gave_up" };

/** Why a connection was not made. */
export interface Refusal {
  readonly reason: Reason;
  /** The server's code, where it refused. */
  readonly code?: string;
  readonly message: string;
}
