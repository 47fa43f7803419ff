import type { Logger } from "@carillon/socket-scrub";
import type { LinkMonitor } from "../link-monitor.js";

/**
 * Watches whether Redis takes, or gives, what the nodes send each other. One that is full, a replica, or has another program's key there
 * answers every command with an error, while its connections look alive.
 */
export class RefusedMessages {
  readonly #logger: Logger | undefined;
  readonly #links: LinkMonitor | undefined;
  #isRefused = false;

  /**
   * @param logger - Hears of the first refusal, and of the first message that passes again.
   * @param links - Hears of it as of a gap.
   */
  constructor(logger: Logger | undefined, links: LinkMonitor | undefined) {
    this.#logger = logger;
    this.#links = links;
  }

  /** A command was carried out. */
  readonly passed = (): void => {
    if (!this.#isRefused) return;
    this.#isRefused = false;
    this.#logger?.info({ event: "node_messages_restored" }, "Redis takes messages between the nodes again");
    this.#links?.restored(this);
  };

  /** A command failed; an outage is not noted here. */
  readonly failed = (error: unknown): void => {
    if (this.#isRefused || !isRefusal(error)) return;
    this.#isRefused = true;
    this.#logger?.error(
      { event: "node_messages_refused", err: error },
      "Redis refuses messages between the nodes: clients of other nodes do not get them",
    );
    this.#links?.lost(this);
  };
}

/** Redis' own errors begin with a code: `OOM`, `READONLY`, `WRONGTYPE`, `MISCONF`, `NOPERM`. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && /^[A-Z]{3,} /.test(error.message);
}
