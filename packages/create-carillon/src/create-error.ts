/** What the user did wrong: shown as one line, without a stack. */
export class CreateError extends Error {
  override readonly name = "CreateError";
}
