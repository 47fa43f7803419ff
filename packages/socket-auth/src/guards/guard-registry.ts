import { nearestName, UsageError } from "@carillon/socket-contract/server";
import { asGuard } from "./guard.js";
import type { Guard, GuardFunction, NamedGuard } from "./guard.js";

/** The guards of an authenticator by name, and the names that were asked for. */
export class GuardRegistry {
  readonly #guards = new Map<string, NamedGuard>();
  readonly #wanted = new Set<string>();

  register(name: string, guard: Guard | GuardFunction): void {
    const known = this.#guards.get(name);
    if (known !== undefined) {
      throw new UsageError(
        "E_GUARD_TAKEN",
        `The guard "${name}" is registered already: give this one another name, such as ${JSON.stringify(`${name}2`)}.`,
      );
    }
    this.#guards.set(name, { name, guard: asGuard(name, guard) });
  }

  has(name: string): boolean {
    return this.#guards.has(name);
  }

  /** Notes that a guard will be needed; it may still be registered later. */
  want(names: readonly string[]): void {
    for (const name of names) this.#wanted.add(name);
  }

  /** The guards of these names. */
  all(names: readonly string[]): readonly NamedGuard[] {
    return names.map((name) => this.#guards.get(name) ?? this.#unknown(name));
  }

  /** Throws for the first name that was asked for and is not registered. */
  check(): void {
    this.all([...this.#wanted]);
  }

  [Symbol.iterator](): Iterator<NamedGuard> {
    return this.#guards.values();
  }

  #unknown(name: string): never {
    const known = [...this.#guards.keys()];
    const nearest = nearestName(name, known);
    throw new UsageError(
      "E_UNKNOWN_GUARD",
      `There is no guard "${name}". ` +
        (known.length === 0 ? "No guard is registered" : `Registered are: ${known.join(", ")}`) +
        (nearest === undefined ? "." : `; did you mean "${nearest}"?`) +
        ` Register it with guards: { ${JSON.stringify(name)}: ... } or guard(${JSON.stringify(name)}, ...).`,
    );
  }
}

/** `"api,web"` or `["api", "web"]` as a list of names. */
export function guardNames(names: string | readonly string[]): readonly string[] {
  return (typeof names === "string" ? [names] : names)
    .flatMap((name) => name.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
