import { SocketException } from "@carillon/socket-contract";
import { clock, UsageError } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { payloadBytes } from "./payload-bytes.js";

/** What one connection may ask of channels. */
export interface ClientLimits {
  /** Its joins, leaves and whispers that are under way or wait for their turn. Default 200. */
  readonly pending?: number;
  /** Whispers in a second; after a pause as many at once. Default 100. */
  readonly whispersPerSecond?: number;
  /** Bytes of whispers in a second, as JSON; also the most that one whisper may have. Default 100,000. */
  readonly whisperBytesPerSecond?: number;
}

/** The most that a `channel:join` or `channel:leave` may have, in bytes: what waits is bounded. */
const maxRequestBytes = 4_096;

/** What one connection uses of its limits. */
interface Usage {
  pending: number;
  whispers: number;
  whisperBytes: number;
  /** When the two amounts above were brought up to date. */
  at: number;
}

/** Bounds what one connection can make the server keep and relay. */
export class ClientLimiter {
  readonly #limits: Required<ClientLimits>;
  readonly #usage = new WeakMap<Socket, Usage>();

  /** @throws UsageError `E_ROOMS_LIMIT` for a limit that is no positive integer. */
  constructor({
    pending = 200,
    whispersPerSecond = 100,
    whisperBytesPerSecond = 100_000,
  }: ClientLimits = {}) {
    this.#limits = { pending, whispersPerSecond, whisperBytesPerSecond };
    for (const [name, value] of Object.entries(this.#limits)) {
      if (Number.isSafeInteger(value) && value > 0) continue;
      throw new UsageError(
        "E_ROOMS_LIMIT",
        `rooms.limits.${name} is ${String(value)}; write a positive integer, for example 100.`,
      );
    }
  }

  /**
   * Runs a join or a leave, unless too many are under way.
   *
   * @throws SocketException `too_many_requests` above the limit, `payload_too_large` for more than 4 KiB.
   */
  request<Reply>(socket: Socket, payload: unknown, work: () => Promise<Reply>): Promise<Reply> {
    assertAtMost(payload, maxRequestBytes);
    return this.#run(socket, work);
  }

  /**
   * Runs a whisper, unless the connection whispers too much.
   *
   * @throws SocketException `too_many_requests` above a limit, `payload_too_large` for more than a second's worth of bytes.
   */
  whisper<Reply>(socket: Socket, payload: unknown, work: () => Promise<Reply>): Promise<Reply> {
    const { whispersPerSecond, whisperBytesPerSecond } = this.#limits;
    const bytes = assertAtMost(payload, whisperBytesPerSecond);
    const usage = this.#usageOf(socket);
    const now = clock.elapsed();
    const share = (now - usage.at) / 1_000;
    usage.at = now;
    usage.whispers = Math.max(0, usage.whispers - share * whispersPerSecond);
    usage.whisperBytes = Math.max(0, usage.whisperBytes - share * whisperBytesPerSecond);
    const waitMs = Math.max(
      (usage.whispers + 1 - whispersPerSecond) / whispersPerSecond,
      (usage.whisperBytes + bytes - whisperBytesPerSecond) / whisperBytesPerSecond,
    );
    if (waitMs > 0) throw tooMany("You whisper too much.", Math.ceil(waitMs * 1_000));
    usage.whispers++;
    usage.whisperBytes += bytes;
    return this.#run(socket, work);
  }

  async #run<Reply>(socket: Socket, work: () => Promise<Reply>): Promise<Reply> {
    const usage = this.#usageOf(socket);
    if (usage.pending >= this.#limits.pending) {
      throw tooMany("Too many requests of this connection are under way.", 1_000);
    }
    usage.pending++;
    try {
      return await work();
    } finally {
      usage.pending--;
    }
  }

  #usageOf(socket: Socket): Usage {
    let usage = this.#usage.get(socket);
    if (usage === undefined) {
      usage = { pending: 0, whispers: 0, whisperBytes: 0, at: clock.elapsed() };
      this.#usage.set(socket, usage);
    }
    return usage;
  }
}

function assertAtMost(payload: unknown, limit: number): number {
  const bytes = payloadBytes(payload, limit);
  if (bytes <= limit) return bytes;
  throw new SocketException(`At most ${String(limit)} bytes are taken here.`, { code: "payload_too_large" });
}

function tooMany(message: string, retryAfterMs: number): SocketException {
  return new SocketException(message, { code: "too_many_requests", retryable: true, retryAfterMs });
}
