import { printable } from "@carillon/socket-scrub";

/** What the user did wrong: shown as one line, without a stack. */
export class CliError extends Error {
  override readonly name = "CliError";
}

/** The first line of whatever was thrown, without a character that a terminal would obey: a server may have written it. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return printable(text.trim().split("\n", 1)[0] ?? "", Infinity);
}
