/** Replaces every name after the first so many. */
export const otherName = "(other)";

/**
 * Limits the values of a label: the first ones are kept, all later ones share one.
 *
 * An application has a limited number of routes and codes; namespaces and names of broadcasts may be made up without end.
 */
export class Names {
  readonly #max: number;
  readonly #known = new Set<string>();

  /** @param max - How many names are kept. */
  constructor(max: number) {
    this.#max = max;
  }

  /** The name, or {@link otherName}. */
  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size >= this.#max) return otherName;
    this.#known.add(name);
    return name;
  }
}
