import { createRequire } from "node:module";
import { nearestName } from "@carillon/socket-contract/server";
import { cac } from "cac";
import type { CAC, Command } from "cac";
import { CliError, firstLine } from "./cli-error.js";
import { makeSocketController } from "./make-socket-controller.js";
import { listRoutes } from "./route-list.js";

/** Where a command runs and what it writes to. */
export interface Terminal {
  /** The working directory. */
  readonly cwd: string;
  /** Takes results. */
  readonly out: (text: string) => void;
  /** Takes errors and remarks. */
  readonly err: (text: string) => void;
}

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
    const cli = commands(terminal);
    cli.parse(["node", "carillon", ...args], { run: false });
    if (cli.options["help"] === true || cli.options["version"] === true) return 0;
    if (cli.matchedCommand === undefined) return withoutCommand(cli);
    checkOptions(cli.matchedCommand, cli);
    await cli.runMatchedCommand();
    return 0;
  } catch (error) {
    terminal.err(`carillon: ${firstLine(error)}\n`);
    return 1;
  }
}

function commands(terminal: Terminal): CAC {
  const cli = cac("carillon");
  cli
    .command("make:socket-controller <name>", "Make a controller for socket events")
    .option("--event <event>", "The event that it answers, such as chat:message")
    .option("--method <method>", 'The method that answers it; without it, "handle"')
    .option("--register", "Add the route to the routes file")
    .option("--force", "Overwrite a controller that exists")
    .option("--dry-run", "Show what would be written, and write nothing")
    .option("--folder <folder>", "Where controllers are; without it, app/Sockets")
    .option("--routes <file>", "The routes file; without it, routes/sockets.{ts,js}")
    .example("  $ carillon make:socket-controller ChatSocketController --method send --event chat:message")
    .action((name: unknown, options: Readonly<Record<string, unknown>>) => {
      makeSocketController(name, options, terminal);
    });
  cli
    .command("route:list [file]", "List the routes that a routes file registers")
    .option("--json", "Print them as JSON")
    .example("  $ carillon route:list routes/sockets.js")
    .action((file: unknown, options: Readonly<Record<string, unknown>>) =>
      listRoutes(file, options, terminal),
    );
  cli.help();
  cli.version(ownVersion());
  return cli;
}

function withoutCommand(cli: CAC): number {
  const [typed] = cli.args;
  if (typed === undefined) {
    checkOptions(cli.globalCommand, cli);
    cli.outputHelp();
    return 0;
  }
  const known = cli.commands.map(({ name }) => name);
  const nearest = nearestName(typed, known);
  throw new CliError(
    `There is no command "${typed}"${nearest ? `; did you mean ${nearest}?` : `. Commands: ${known.join(", ")}.`}`,
  );
}

/** @throws CliError for an option that is unknown, given twice or without its value. */
function checkOptions(command: Command, cli: CAC): void {
  const known = [...command.options, ...cli.globalCommand.options];
  for (const [name, value] of Object.entries(cli.options)) {
    if (name === "--") continue;
    const option = known.find(({ names }) => names.includes(name));
    if (option === undefined)
      throw unknownOption(
        name,
        known.map(({ rawName }) => flagOf(rawName)),
      );
    const flag = flagOf(option.rawName);
    if (Array.isArray(value)) throw new CliError(`${flag} is given more than once.`);
    if (!option.isBoolean && typeof value === "boolean")
      throw new CliError(`${flag} needs a value: ${option.rawName}.`);
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

/** `--method` of `--method <method>`. */
function flagOf(rawName: string): string {
  return /--[\w-]+/.exec(rawName)?.[0] ?? rawName;
}

function ownVersion(): string {
  const manifest = createRequire(import.meta.url)("../package.json") as { version: string };
  return manifest.version;
}
