import type { Terminal } from "../terminal/terminal.js";

/** What was typed behind a command, and where it runs. */
export interface CommandCall {
  /** The arguments in order, as they were typed; a variadic one is a list. */
  readonly args: readonly (string | readonly string[] | undefined)[];
  /** The options by their camel-cased names, as they were typed. */
  readonly options: Options;
  readonly terminal: Terminal;
}

/** Options as they were typed: `true` and `false` for flags, a list for an option that may be repeated. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A command of the command line. */
export interface CommandDefinition {
  /** The name and its arguments: `"route:list [file]"`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** `[flags, description]`: `["--event <event>", "The event that it answers"]`. */
  readonly options: readonly (readonly [flags: string, description: string])[];
  /** Names of the options that may be given more than once. */
  readonly repeatable?: readonly string[];
  /** Lines that work as they stand. */
  readonly examples: readonly string[];
  /**
   * Does it; loads what it needs only then.
   *
   * @returns The exit code; 0 where it returns nothing.
   */
  run(call: CommandCall): Promise<number | undefined> | Promise<void>;
}

/**
 * An option that holds a text.
 *
 * @returns `undefined` where it was not given.
 */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** Every value of an option that may be repeated. */
export function listOption(options: Options, name: string): readonly string[] {
  const value = options[name];
  if (typeof value === "string") return [value];
  return typeof value === "object" ? value : [];
}
