/** What stands for every name after the first so many. */
export const otherName = "(other)";

/**
 * Keeps the values of a label few: the first ones stand for themselves, all later ones share one.
 *
 * Routes and codes are the application's and end somewhere; namespaces and the names of broadcasts need not.
 */
export class Names {
  readonly #max: number;
  readonly #known = new Set<string>();

  /** @param max - How many names stand for themselves. */
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
