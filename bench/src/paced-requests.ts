import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import type { Client } from "./client.js";

/** How long answers took, in milliseconds, from when each request was due. */
export interface Waits {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/**
 * Sends requests at a rate, whether the answers to earlier ones have come or not, to each client in turn.
 *
 * A wait begins when the request was due, not when it was sent: a server that stalls would otherwise be asked less, and look better.
 *
 * @param clients - Answers of each come in the order of its requests.
 * @param body - What is asked.
 * @param perSecond - Requests in a second.
 * @param ms - For how long.
 */
export async function pacedRequests(
  clients: readonly Client[],
  body: string,
  perSecond: number,
  ms: number,
): Promise<Waits> {
  const total = Math.max(1, Math.floor((perSecond * ms) / 1_000));
  const everyMs = 1_000 / perSecond;
  const waits: number[] = [];
  const answered = new Promise<void>((resolve) => {
    for (const [place, client] of clients.entries()) {
      let answers = 0;
      client.onAnswer = () => {
        const due = begun + (place + clients.length * answers++) * everyMs;
        waits.push(performance.now() - due);
        if (waits.length === total) resolve();
      };
    }
  });
  const begun = performance.now();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor((performance.now() - begun) / everyMs) + 1);
    while (sent < due) clients[sent++ % clients.length]?.send(body);
    // A timer sleeps for a millisecond at least.
    await (everyMs < 1 ? nextTurn() : pause(1));
  }
  await answered;
  for (const client of clients) client.onAnswer = undefined;
  waits.sort((a, b) => a - b);
  const share = (part: number): number => waits[Math.min(total - 1, Math.floor(total * part))] ?? Number.NaN;
  return { p50: share(0.5), p99: share(0.99), most: share(1) };
}
