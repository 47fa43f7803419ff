import { clock } from "@carillon/socket-contract/server";

/** What a limiter says of one more point. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** Milliseconds until the window ends. */
  readonly retryAfterMs: number;
  /** How many points of the window are used, this one included. */
  readonly used: number;
}

interface Window {
  used: number;
  readonly endsAt: number;
}

/** Counts points by key in windows of one length, in memory. A window begins with its first point. */
export class WindowCounter {
  readonly #points: number;
  readonly #perMs: number;
  /** In the order in which they end, since all are of one length. */
  readonly #windows = new Map<string, Window>();

  constructor(points: number, perMs: number) {
    this.#points = points;
    this.#perMs = perMs;
  }

  take(key: string): RateVerdict {
    const now = clock.elapsed();
    this.#forgetEnded(now);
    let window = this.#windows.get(key);
    if (window === undefined) this.#windows.set(key, (window = { used: 0, endsAt: now + this.#perMs }));
    const used = ++window.used;
    return { allowed: used <= this.#points, retryAfterMs: Math.ceil(window.endsAt - now), used };
  }

  #forgetEnded(now: number): void {
    for (const [key, { endsAt }] of this.#windows) {
      if (endsAt > now) return;
      this.#windows.delete(key);
    }
  }
}
