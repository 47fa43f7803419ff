/** The guards behind `auth:socket`, by name. */
export class DefaultGuards {
  /** Whether a middleware asks for them. */
  isWanted = false;
  readonly #isChosen: boolean;
  #names: readonly string[];
  #hasAdded = false;

  /** @param chosen - What the application chose; without it `"api"`, as long as no guard is given directly. */
  constructor(chosen: readonly string[] | undefined) {
    this.#isChosen = chosen !== undefined;
    this.#names = chosen ?? ["api"];
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** Adds a guard that was given directly, beside those that the application chose by name. */
  add(name: string): void {
    this.#names = this.#isChosen || this.#hasAdded ? [...this.#names, name] : [name];
    this.#hasAdded = true;
  }
}
