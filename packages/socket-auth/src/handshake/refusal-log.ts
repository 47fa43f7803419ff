import { clock } from "@carillon/socket-contract/server";
import { printable } from "@carillon/socket-scrub";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";

/** Why a handshake was refused, for the log of the server. */
export interface RefusalReason {
  /** One word, such as `no_token`. */
  readonly reason: string;
  /** What the developer of the client or of the server can do. */
  readonly hint: string;
}

/** So many lines in so many milliseconds; what comes beyond is counted. */
const limit = { lines: 20, windowMs: 10_000 } as const;

/** Tells the log of a server why handshakes are refused: one line each, and in a flood their number. */
export class RefusalLog {
  readonly #logger: Logger;
  readonly #unusable = new Set<string>();
  #windowEndsAt = 0;
  #written = 0;
  #suppressed = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** A connection middleware refused a socket. */
  handshake(socket: Socket, code: string, { reason, hint }: RefusalReason): void {
    const { id: socketId, nsp } = socket as Partial<Socket>;
    this.#write({ code, reason, hint, socketId, namespace: nsp?.name });
  }

  /** A request was refused for its origin, before Socket.IO saw it. */
  origin(origin: string | undefined): void {
    const hint =
      origin === undefined
        ? "The request has no Origin; give allowedOrigins as a function to let programs in that are not browsers."
        : `Add ${JSON.stringify(printable(origin.slice(0, 200)))} to allowedOrigins if its pages may connect.`;
    this.#write({ code: "forbidden", reason: "origin_not_allowed", hint });
  }

  /** A guard answered something that names no user; told once for each guard. */
  unusable(guard: string, answer: unknown): void {
    if (!isUnusable(answer) || this.#unusable.has(guard)) return;
    this.#unusable.add(guard);
    this.#logger.warn(
      { event: "guard_answer_unusable", guard, hint: hintOf(answer) },
      "A guard accepted a client but did not say who it is; the client was refused",
    );
  }

  #write(fields: object): void {
    const now = clock.elapsed();
    if (now >= this.#windowEndsAt) {
      this.#windowEndsAt = now + limit.windowMs;
      this.#written = 0;
    }
    if (this.#written >= limit.lines) {
      this.#suppressed += 1;
      return;
    }
    this.#written += 1;
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    this.#logger.info(
      { event: "handshake_refused", ...fields, ...(suppressed > 0 && { suppressed }) },
      "A handshake was refused",
    );
  }
}

/** An empty answer refuses on purpose. */
function isUnusable(answer: unknown): boolean {
  return answer !== null && answer !== undefined && answer !== false && answer !== 0 && answer !== "";
}

function hintOf(answer: unknown): string {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    const what = Array.isArray(answer)
      ? "an array"
      : typeof answer === "boolean"
        ? "true"
        : `a ${typeof answer}`;
    return `It returned ${what}: return the user, such as { id: 42, name: "Ada" }, or null to refuse.`;
  }
  const { expiresAt } = answer as { expiresAt?: unknown };
  if ("user" in answer && expiresAt !== undefined && !Number.isFinite(expiresAt)) {
    return "Its expiresAt is not a number: give milliseconds since the epoch, or leave it out.";
  }
  const user: unknown = "user" in answer ? answer.user : answer;
  const names = namesOf(user);
  return (
    `Its user has no usable id${names === "" ? "" : ` (fields: ${names})`}: return { user, id }, ` +
    "or say where the id is with userIdOf: (user) => user._id (auth.userIdOf in the configuration)."
  );
}

/** The names of an object's fields, for a line of a log. */
export function namesOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const names = Object.keys(value);
  const shown = names.slice(0, 8).map((name) => printable(name.slice(0, 40)));
  return shown.join(", ") + (names.length > shown.length ? ", ..." : "");
}
