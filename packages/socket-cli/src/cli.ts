import { createRequire } from "node:module";
import { nearestName } from "@carillon/socket-contract/server";
import { cac } from "cac";
import { CliError, firstLine } from "./cli-error.js";
import { commands } from "./commands/commands.js";
import type { CommandCall, CommandDefinition, Options } from "./commands/command.js";
import { inWordsOf, packageManagerOf } from "./project/package-manager.js";
import { commandHelp, overview } from "./terminal/help.js";
import { painter } from "./terminal/terminal.js";
import type { Terminal } from "./terminal/terminal.js";

/**
 * Runs one command of `carillon`.
 *
 * @param args - As typed behind `carillon`.
 * @param terminal - Where it runs; see {@link Terminal}.
 * @returns The exit code: 0, or 1 with one line on `err` that says what is wrong.
 * @example
 * ```ts
 * import { runCli } from "@carillon/socket-cli";
 *
 * const code = await runCli(["route:list", "--json"], {
 *   cwd: process.cwd(),
 *   out: (text) => process.stdout.write(text),
 *   err: (text) => process.stderr.write(text),
 * });
 * ```
 * @see The seed document, "Commands".
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const paint = painter(terminal);
    const cli = cac("carillon");
    for (const { usage, summary, options } of commands) {
      const command = cli.command(usage, summary);
      for (const [flags, description] of options) command.option(flags, description);
    }
    const isAsked = (...flags: string[]): boolean => flags.some((flag) => beforeDashes(args).includes(flag));
    cli.parse(["node", "carillon", ...args.filter((arg) => arg !== "--help" && arg !== "-h")], {
      run: false,
    });
    const name = cli.matchedCommand?.name;
    const command = commands.find(({ usage }) => nameOf(usage) === name);
    if (command === undefined) {
      const [typed] = cli.args;
      if (typed !== undefined) throw unknownCommand(typed);
      if (isAsked("--version", "-v")) terminal.out(`carillon/${version()} node/${process.versions.node}\n`);
      else terminal.out(helpWithout(cli.options, paint));
      return 0;
    }
    if (isAsked("--help", "-h")) {
      terminal.out(commandHelp(command, paint));
      return 0;
    }
    return (await command.run(callOf(command, cli.args, cli.options, args, terminal))) ?? 0;
  } catch (error) {
    terminal.err(`carillon: ${inWordsOf(packageManagerOf(terminal.cwd), firstLine(error))}\n`);
    return 1;
  }
}

function helpWithout(options: Readonly<Record<string, unknown>>, paint: ReturnType<typeof painter>): string {
  checkOptions(
    {
      options: [
        ["--help", ""],
        ["--version", ""],
      ],
    },
    options,
  );
  return overview(commands, version(), paint);
}

function unknownCommand(typed: string): CliError {
  const known = commands.map(({ usage }) => nameOf(usage));
  const nearest = nearestName(typed, known);
  return new CliError(
    `There is no command "${typed}"${nearest ? `; did you mean ${nearest}?` : `. Commands: ${known.join(", ")}.`}`,
  );
}

/** @throws CliError for arguments and options that the command does not take. */
function callOf(
  command: CommandDefinition,
  parsedArgs: readonly unknown[],
  parsedOptions: Readonly<Record<string, unknown>>,
  typed: readonly string[],
  terminal: Terminal,
): CommandCall {
  const options = asTyped(parsedOptions, typed);
  checkOptions(command, options);
  const given = parsedArgs.map((arg) => textOf(arg, typed));
  const wanted = command.usage.split(" ").slice(1);
  const missing = wanted.slice(given.length).find((arg) => arg.startsWith("<"));
  if (missing !== undefined) {
    throw new CliError(
      `${nameOf(command.usage)} needs its ${missing}: carillon ${command.examples[0] ?? ""}`,
    );
  }
  if (given.length > wanted.length) {
    const extra = given.slice(wanted.length).map((arg) => `"${arg}"`);
    throw new CliError(`${nameOf(command.usage)} takes nothing more: ${extra.join(", ")} is too much.`);
  }
  return { args: given, options, terminal };
}

/** The parser makes numbers of what looks like one; a token is a text all the same. */
function asTyped(parsed: Readonly<Record<string, unknown>>, typed: readonly string[]): Options {
  const entries = Object.entries(parsed).filter(([name]) => name !== "--");
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      Array.isArray(value)
        ? value.map((one) => textOf(one, typed))
        : typeof value === "boolean"
          ? value
          : textOf(value, typed),
    ]),
  );
}

function textOf(value: unknown, typed: readonly string[]): string {
  if (typeof value === "string") return value;
  const written = typed.map((arg) => arg.replace(/^--?[\w-]+=/, "")).filter((arg) => arg.trim() !== "");
  return written.find((arg) => Object.is(Number(arg), value)) ?? String(value);
}

/** @throws CliError for an option that is unknown, given twice or without its value. */
function checkOptions(
  { options, repeatable = [] }: Pick<CommandDefinition, "options" | "repeatable">,
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(given)) {
    if (name === "--") continue;
    const option = options.map(([flags]) => flags).find((flags) => optionName(flags) === name);
    if (option === undefined)
      throw unknownOption(
        name,
        options.map(([flags]) => flagOf(flags)),
      );
    const flag = flagOf(option);
    if (Array.isArray(value) && !repeatable.includes(name))
      throw new CliError(`${flag} is given more than once.`);
    const takesValue = option.includes("<");
    if (takesValue && [value].flat().some((one) => typeof one !== "string")) {
      throw new CliError(`${flag} needs a value: ${option}.`);
    }
    if (!takesValue && typeof value !== "boolean") throw new CliError(`${flag} takes no value.`);
  }
}

function unknownOption(name: string, flags: readonly string[]): CliError {
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const typed = name.length === 1 ? `-${name}` : `--${dashed}`;
  const nearest = nearestName(typed, flags);
  return new CliError(
    `There is no option ${typed}${nearest ? `; did you mean ${nearest}?` : `. Options: ${flags.join(", ")}.`}`,
  );
}

/** `--dry-run` of `--dry-run`, `--method` of `--method <method>`. */
function flagOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

/** `dryRun` of `--dry-run`; a switch that is on by default is known by its own name: `test` of `--no-test`. */
function optionName(flags: string): string {
  const name = flagOf(flags).replace(/^--(?:no-)?/, "");
  return name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}

function nameOf(usage: string): string {
  return usage.split(" ", 1)[0] ?? usage;
}

function beforeDashes(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

function version(): string {
  const manifest = createRequire(import.meta.url)("../package.json") as { version: string };
  return manifest.version;
}
