import { SocketException } from "@carillon/socket-contract";
import type { Call } from "../dispatch/call.js";

/** A request whose handler runs in this process. */
export interface RunningRequest {
  readonly owner: string;
  readonly fingerprint: string;
  readonly call: Call;
  readonly reply: Promise<unknown>;
}

/** How many requests of one route may run at once, and how many of one owner. */
const maxRunning = 10_000;
const maxRunningOfOwner = 500;

/** The requests of one route that run in this process, by name. */
export class RunningRequests {
  readonly #requests = new Map<string, RunningRequest>();
  readonly #counts = new Map<string, number>();

  find(name: string): RunningRequest | undefined {
    return this.#requests.get(name);
  }

  /**
   * Runs a request at once and knows it until it ends.
   *
   * @throws SocketException `too_many_requests` where too many run. None that runs is forgotten for a new one.
   */
  run(name: string, owner: string, fingerprint: string, call: Call, work: () => unknown): Promise<unknown> {
    this.#makeRoom(owner);
    const reply = new Promise((resolve) => {
      resolve(work());
    });
    const request: RunningRequest = { owner, fingerprint, call, reply };
    this.#requests.set(name, request);
    this.#counts.set(owner, (this.#counts.get(owner) ?? 0) + 1);
    const forget = (): void => {
      this.#forget(name, request);
    };
    reply.then(forget, forget);
    return reply;
  }

  #makeRoom(owner: string): void {
    if (this.#hasRoom(owner)) return;
    // A handler that goes on behind its deadline may never end: it is forgotten when there is no room.
    for (const [name, request] of this.#requests) if (request.call.settled) this.#forget(name, request);
    if (this.#hasRoom(owner)) return;
    throw new SocketException("Too many of these requests run at once.", {
      code: "too_many_requests",
      retryable: true,
    });
  }

  #hasRoom(owner: string): boolean {
    return this.#requests.size < maxRunning && (this.#counts.get(owner) ?? 0) < maxRunningOfOwner;
  }

  #forget(name: string, request: RunningRequest): void {
    if (this.#requests.get(name) !== request) return;
    this.#requests.delete(name);
    const left = (this.#counts.get(request.owner) ?? 1) - 1;
    if (left > 0) this.#counts.set(request.owner, left);
    else this.#counts.delete(request.owner);
  }
}
