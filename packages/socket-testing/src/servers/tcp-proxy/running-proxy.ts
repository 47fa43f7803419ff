import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import type { LinkConditions } from "./lane.js";
import { ignoreError, ProxiedLink } from "./proxied-link.js";
import type { ProxyEnd, TcpProxy, TcpProxyOptions } from "./tcp-proxy.js";

/** A proxy that listens, with all that goes through it. */
export class RunningProxy implements TcpProxy {
  readonly #server: Server;
  readonly #host: string;
  readonly #links = new Set<ProxiedLink>();
  #target: number;
  #port = 0;
  #accepted = 0;
  #isRefusing = false;
  readonly #conditions: LinkConditions = { isFrozen: false, delayMs: 0 };

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
    this.#conditions.isFrozen = true;
  }

  resume(): void {
    this.#conditions.isFrozen = false;
    for (const link of this.#links) link.flush();
  }

  delay(ms: number): void {
    this.#conditions.delayMs = ms;
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
      client.on("error", ignoreError).resetAndDestroy();
      return;
    }
    const server = connect({ port: this.#target, host: this.#host, allowHalfOpen: true, noDelay: true });
    const link = new ProxiedLink(client, server, this.#conditions);
    this.#links.add(link);
    client.once("close", () => this.#links.delete(link));
  }
}
