import type { ContractDefinition } from "@carillon/socket-contract";
import { nearestName } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";

/** Tells, once for each event, that it is broadcast although the contract does not have it: clients do not expect it. */
export class ContractEvents {
  readonly #known: ReadonlySet<string>;
  readonly #told = new Set<string>();
  readonly #logger: Logger;

  /**
   * @param server - The events of the contract.
   * @param others - What Carillon sends by names of the configuration.
   */
  constructor(server: NonNullable<ContractDefinition["server"]>, others: readonly string[], logger: Logger) {
    this.#known = new Set([...Object.keys(server), ...others]);
    this.#logger = logger;
  }

  /** Looks at an event that is about to be sent. */
  check(event: string): void {
    if (this.#known.has(event) || this.#told.has(event)) return;
    // Names that are made at run time must not fill the memory.
    if (this.#told.size >= 100) return;
    this.#told.add(event);
    const nearest = nearestName(event, this.#known);
    const declare = `Declare "${event}" under contract.server, so that clients know its type.`;
    this.#logger.warn(
      {
        event: "broadcast_outside_contract",
        socketEvent: event,
        hint: nearest === undefined ? declare : `Did you mean "${nearest}"? ${declare}`,
      },
      "An event was broadcast that the contract does not have",
    );
  }
}
