import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

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

/**
 * Starts a TCP proxy on a free loopback port.
 *
 * @param options - What listens behind it.
 * @returns The proxy; dispose it when the test is over.
 * @example
 * ```ts
 * import { createClient, startServer, startTcpProxy } from "@carillon/socket-testing";
 *
 * await using server = await startServer();
 * await using proxy = await startTcpProxy({ port: server.port });
 * const client = createClient(proxy.url).connect();
 * client.once("connect", () => proxy.cut());
 * client.once("disconnect", () => client.close());
 * ```
 */
export async function startTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const proxy = new RunningProxy(options);
  await proxy.listen();
  return proxy;
}

class RunningProxy implements TcpProxy {
  readonly #server: Server;
  readonly #host: string;
  readonly #links = new Set<Link>();
  #target: number;
  #port = 0;
  #accepted = 0;
  #isRefusing = false;
  readonly #weather: Weather = { isFrozen: false, delayMs: 0 };

  constructor({ port, host = "127.0.0.1" }: TcpProxyOptions) {
    this.#target = port;
    this.#host = host;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      this.#take(client);
    });
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get connections(): number {
    return this.#links.size;
  }

  get accepted(): number {
    return this.#accepted;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  leadTo(port: number): void {
    this.#target = port;
  }

  cut(share = 1): number {
    const chosen = [...this.#links].filter(() => Math.random() < share);
    for (const link of chosen) link.reset();
    return chosen.length;
  }

  refuse(): void {
    this.#isRefusing = true;
  }

  accept(): void {
    this.#isRefusing = false;
  }

  freeze(): void {
    this.#weather.isFrozen = true;
  }

  resume(): void {
    this.#weather.isFrozen = false;
    for (const link of this.#links) link.flush();
  }

  delay(ms: number): void {
    this.#weather.delayMs = ms;
  }

  halfClose(end: ProxyEnd): void {
    for (const link of this.#links) link.halfClose(end);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cut();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #take(client: Socket): void {
    this.#accepted += 1;
    if (this.#isRefusing) {
      client.on("error", ignore).resetAndDestroy();
      return;
    }
    const server = connect({ port: this.#target, host: this.#host, allowHalfOpen: true, noDelay: true });
    const link = new Link(client, server, this.#weather);
    this.#links.add(link);
    client.once("close", () => this.#links.delete(link));
  }
}

/** What all links go through. */
interface Weather {
  isFrozen: boolean;
  delayMs: number;
}

/** One connection: two sockets, and what is on its way between them. */
class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #lanes: readonly Lane[];

  constructor(client: Socket, server: Socket, weather: Weather) {
    this.#client = client;
    this.#server = server;
    this.#lanes = [new Lane(client, server, weather), new Lane(server, client, weather)];
    for (const socket of [client, server]) {
      // An error is followed by "close".
      socket.on("error", ignore);
      socket.once("close", () => {
        this.reset();
      });
    }
  }

  reset(): void {
    for (const lane of this.#lanes) lane.close();
    for (const socket of [this.#client, this.#server]) if (!socket.destroyed) socket.resetAndDestroy();
  }

  flush(): void {
    for (const lane of this.#lanes) lane.flush();
  }

  halfClose(end: ProxyEnd): void {
    const [toServer, toClient] = this.#lanes;
    (end === "server" ? toServer : toClient)?.end();
  }
}

/** One direction of a link. */
class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: Weather;
  /** Bytes and, at last, the end; each with the time at which it is due. */
  readonly #held: { readonly chunk: Buffer | null; readonly dueAt: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(from: Socket, to: Socket, weather: Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    from.on("data", (chunk: Buffer) => {
      this.#hold(chunk);
    });
    from.once("end", () => {
      this.#hold(null);
    });
  }

  /** Sends what is due. */
  flush(): void {
    clearTimeout(this.#timer);
    while (!this.#weather.isFrozen) {
      const [next] = this.#held;
      if (next === undefined) return;
      const waitMs = next.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.flush();
        }, waitMs);
        return;
      }
      this.#held.shift();
      if (next.chunk === null) this.end();
      else if (!this.#hasEnded) this.#to.write(next.chunk);
    }
  }

  /** The end that this lane leads to hears that there is no more; what still comes is dropped. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#to.end();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#held.length = 0;
    this.#from.removeAllListeners("data");
  }

  #hold(chunk: Buffer | null): void {
    this.#held.push({ chunk, dueAt: performance.now() + this.#weather.delayMs });
    this.flush();
  }
}

function ignore(): void {
  // What breaks here was broken on purpose; "close" follows.
}
