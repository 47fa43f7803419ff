/** The page with every code, in the repository that the manifests name. */
const explanations = "https://github.com/carillon/carillon/blob/main/docs/reference/errors.md#";

/**
 * A mistake of the developer: thrown while routes are registered, at boot, or by a call with wrong arguments. It never reaches a
 * client.
 *
 * Its message says what to write instead; its code is stable, and `docs` leads to its cause and mend; Node prints both below an
 * error that ends the process, and the console logger beside the message.
 */
export class UsageError extends TypeError {
  override readonly name = "UsageError" as const;
  /** Stable and unique, such as `"E_UNKNOWN_GUARD"`. */
  readonly code: `E_${string}`;
  /** Where the code is explained. */
  readonly docs: string;

  /**
   * @param code - Begins with `E_`; one code for one kind of mistake.
   * @param message - What is wrong and what to write instead.
   * @param options - The error behind this one.
   */
  constructor(code: `E_${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.docs = explanations + code;
  }
}
