import { styleText } from "node:util";

/** Where a command runs and what it writes to. */
export interface Terminal {
  /** The working directory. */
  readonly cwd: string;
  /** Takes results. */
  readonly out: (text: string) => void;
  /** Takes errors and remarks. */
  readonly err: (text: string) => void;
  /** What a person types; questions are asked only where there is one. Default: no questions. */
  readonly input?: NodeJS.ReadStream;
  /** Whether `out` shows colours. Default `false`. */
  readonly hasColors?: boolean;
}

/** How a word can look. */
export type Look = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/**
 * Makes the function that colours words.
 *
 * @param terminal - Without colours, words stay as they are.
 */
export function painter({ hasColors = false }: Pick<Terminal, "hasColors">): Paint {
  return hasColors ? (look, text) => styleText(look, text, { validateStream: false }) : (_look, text) => text;
}

/** Colours a word where the terminal shows colours. */
export type Paint = (look: Look, text: string) => string;

/**
 * Whether a stream shows colours.
 *
 * @param stream - Such as `process.stdout`.
 * @param environment - `NO_COLOR` says no and `FORCE_COLOR` yes, whatever the stream is.
 * @see https://no-color.org
 */
export function showsColors(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if ((environment["NO_COLOR"] ?? "") !== "") return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && environment["TERM"] !== "dumb";
}
