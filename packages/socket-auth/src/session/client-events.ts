import type { Socket } from "socket.io";
import type { RefreshReply } from "./refresh.js";

/** What clients may ask of an authenticator, by event: for a router that answers instead of the authenticator itself. */
export interface AuthClientEvents {
  /** Goes on with a new token of the same user; the payload is `{ token }`. */
  readonly "auth:refresh": (socket: Socket, payload?: unknown) => Promise<RefreshReply>;
}
