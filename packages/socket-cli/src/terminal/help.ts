import type { CommandDefinition } from "../commands/command.js";
import type { Paint } from "./terminal.js";

/**
 * What `--help` prints without a command: every command in one line.
 *
 * @param commands - All of them, in order.
 * @param version - Of this package.
 */
export function overview(commands: readonly CommandDefinition[], version: string, paint: Paint): string {
  return sections(paint, [
    ["", [`carillon ${version}: the command line of Carillon`]],
    ["Usage", ["carillon <command> [options]"]],
    ["Commands", columns(commands.map(({ usage, summary }) => [usage, summary]))],
    [
      "Options",
      columns([
        ["--help, -h", "Show this, or the help of a command: carillon listen --help"],
        ["--version, -v", "Show the version"],
      ]),
    ],
    [
      "Examples",
      [
        "carillon init --yes",
        "carillon make:socket-controller ChatSocketController --method send --event chat:message --register",
        "carillon listen http://localhost:3000 --join lobby",
      ],
    ],
    ["Exit codes", ["0 when all is well, 1 when not. NO_COLOR=1 switches colours off."]],
  ]);
}

/** What `carillon <command> --help` prints. */
export function commandHelp(command: CommandDefinition, paint: Paint): string {
  return sections(paint, [
    ["", [command.summary]],
    ["Usage", [`carillon ${command.usage}${command.options.length > 0 ? " [options]" : ""}`]],
    ["Options", columns([...command.options, ["--help, -h", "Show this"]])],
    ["Examples", command.examples.map((example) => `carillon ${example}`)],
  ]);
}

function sections(
  paint: Paint,
  parts: readonly (readonly [title: string, lines: readonly string[]])[],
): string {
  const blocks = parts.map(([title, lines]) =>
    title === "" ? lines.join("\n") : [paint("bold", title), ...lines.map((line) => `  ${line}`)].join("\n"),
  );
  return `${blocks.join("\n\n")}\n`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
