import type { ManagerOptions, SocketOptions } from "socket.io-client";

/** The way of one client to the servers: it breaks on command. */
export interface Link {
  readonly url: string;
  /** What the client's Socket.IO needs to go this way. */
  readonly options: Partial<ManagerOptions & SocketOptions>;
  /** Breaks the connection; neither end says good-bye. */
  cut(): void;
  /** Lets no new connection through. */
  block(): void;
  unblock(): void;
  close(): Promise<void>;
}
