/** Who is at which end of a {@link TcpProxy}: the one that connected, or the one that listens behind it. */
export type ProxyEnd = "client" | "server";

/** Where a {@link TcpProxy} leads. */
export interface TcpProxyOptions {
  /** The port behind it. */
  readonly port: number;
  /** Default `"127.0.0.1"`. */
  readonly host?: string;
}

/**
 * A wire that breaks on command, between a client and whatever listens behind it: a Socket.IO server, Redis, PostgreSQL.
 *
 * Every command holds for both directions of all connections, those that are open and those to come.
 */
export interface TcpProxy extends AsyncDisposable {
  /** Where it listens, on the loopback. */
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** How many connections go through it now. */
  readonly connections: number;
  /** How many connections there have been. */
  readonly accepted: number;
  /** Leads new connections to another port, such as that of a server that was started anew. */
  leadTo(port: number): void;
  /**
   * Resets connections at both ends, as a crash or a changed network does.
   *
   * @param share - Which share of them, at random: 0 to 1. Default all.
   * @returns How many were reset.
   */
  cut(share?: number): number;
  /** Resets new connections as soon as they are made; {@link TcpProxy.accept} ends it. Open ones stay. */
  refuse(): void;
  /** Takes new connections again. */
  accept(): void;
  /** Lets nothing through and tells neither end, as a lost network does; {@link TcpProxy.resume} delivers what was held. */
  freeze(): void;
  /** Lets bytes through again. */
  resume(): void;
  /** Holds each byte back for so long, in milliseconds; order is kept. 0 ends it. */
  delay(ms: number): void;
  /**
   * Ends one half of every open connection: that end hears that the other one has finished, which in turn hears nothing
   * and may go on writing.
   *
   * @param end - Who hears it.
   */
  halfClose(end: ProxyEnd): void;
  /** Stops listening and resets what is open. `await using` calls it. */
  close(): Promise<void>;
}
