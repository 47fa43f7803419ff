import { printable } from "@carillon/socket-scrub";
import type { Logger } from "@carillon/socket-scrub";
import type { Call } from "./call.js";

/** Tells a developer, once for each route, that clients send more than the one payload that handlers get. */
export class ExtraArguments {
  readonly #logger: Logger;
  readonly #warned = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Warns of a call with arguments behind its payload, unless they carry its idempotency key. */
  warn({ event, extra, namespace, route }: Call): void {
    if (extra.every(isKeyHolder) || this.#warned.has(route.event)) return;
    this.#warned.add(route.event);
    const name = printable(event);
    this.#logger.warn(
      { event: "extra_arguments", socketEvent: name, namespace, arguments: extra.length + 1 },
      `A client sent "${name}" with ${String(extra.length + 1)} arguments, and the handler gets the first alone; ` +
        `send one object: socket.emit("${name}", { first, second })`,
    );
  }
}

function isKeyHolder(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "idempotencyKey");
}
