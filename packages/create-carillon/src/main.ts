import { createRequire } from "node:module";
import { relative, resolve } from "node:path";
import { cac } from "cac";
import { ask } from "./ask.js";
import type { Answers } from "./ask.js";
import { CreateError } from "./create-error.js";
import { createProject } from "./create-project.js";
import { currentPackageManager, install, packageManagers, runScript } from "./package-manager.js";
import type { PackageManager } from "./package-manager.js";
import { templates } from "./templates.js";
import type { TemplateName } from "./templates.js";

/** Where the command runs. */
export interface Surroundings {
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person can be asked. */
  readonly isInteractive: boolean;
}

/**
 * Runs `npm create carillon`.
 *
 * @param args - As typed behind it. Default: those of the process.
 * @param surroundings - Default: the process.
 * @returns The exit code.
 */
export async function main(
  args: readonly string[] = process.argv.slice(2),
  surroundings: Surroundings = {
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isInteractive: process.stdin.isTTY && process.stdout.isTTY,
  },
): Promise<number> {
  try {
    return await run(args, surroundings);
  } catch (error) {
    if (!(error instanceof CreateError)) throw error;
    surroundings.err(`create-carillon: ${error.message}\n`);
    return 1;
  }
}

async function run(args: readonly string[], { cwd, out, isInteractive }: Surroundings): Promise<number> {
  const cli = cac("create-carillon");
  const { args: given, options } = cli.parse(["node", "create-carillon", ...args], { run: false });
  if (options["help"] === true || options["h"] === true) {
    out(help());
    return 0;
  }
  if (options["version"] === true || options["v"] === true) {
    out(`${version()}\n`);
    return 0;
  }
  checkOptions(options);
  if (given.length > 1)
    throw new CreateError(`One folder is made; "${given.slice(1).join(" ")}" is too much.`);
  const typed: Answers = {
    // The parser makes numbers of what looks like one.
    folder: given[0] === undefined ? undefined : textOf(given[0]),
    template: templateOf(options["template"]),
    manager: managerOf(options["pm"]),
    isInstalled: options["install"] === undefined ? undefined : options["install"] === true,
  };
  const isAsked = isInteractive && options["yes"] !== true;
  const answers = isAsked ? await ask(typed) : typed;
  const { folder = "carillon-app", template = "chat", manager = currentPackageManager() } = answers;
  const path = resolve(cwd, folder);
  const { files } = createProject({ folder: path, template, manager });
  out(`Made ${relative(cwd, path) || "."}: the template ${template}, ${files.length} files\n`);
  const isInstalled = answers.isInstalled === true;
  if (isInstalled) await install(manager, path);
  const steps = [
    ...(path === cwd ? [] : [`cd ${relative(cwd, path)}`]),
    ...(isInstalled ? [] : [`${manager} install`]),
    runScript(manager, "dev"),
  ];
  out(`\nNext:\n${steps.map((step) => `  ${step}\n`).join("")}\n`);
  out(`Its test: ${runScript(manager, "test")}. A look at it: npx carillon doctor\n`);
  return 0;
}

function textOf(written: unknown): string {
  return String(written);
}

const known = ["template", "pm", "install", "yes", "help", "h", "version", "v"];

function checkOptions(options: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(options).find((name) => name !== "--" && !known.includes(name));
  if (unknown !== undefined) {
    throw new CreateError(`There is no option --${unknown}. Options: --template, --pm, --install, --yes.`);
  }
}

function templateOf(written: unknown): TemplateName | undefined {
  if (written === undefined) return undefined;
  const found = templates.find(({ name }) => name === written);
  if (found !== undefined) return found.name;
  throw new CreateError(`--template is one of ${templates.map(({ name }) => name).join(", ")}.`);
}

function managerOf(written: unknown): PackageManager | undefined {
  if (written === undefined) return undefined;
  const found = packageManagers.find((name) => name === written);
  if (found !== undefined) return found;
  throw new CreateError(`--pm is one of ${packageManagers.join(", ")}.`);
}

function help(): string {
  const width = Math.max(...templates.map(({ name }) => name.length));
  return `Makes a realtime application on Socket.IO that runs at once.

Usage
  npm create carillon@latest [folder] -- [options]

Options
  --template <name>  ${templates.map(({ name }) => name).join(", ")}; without it, ${templates[0]?.name ?? ""}
  --pm <name>        ${packageManagers.join(", ")}; without it, the one that runs this
  --install          Install what it depends on
  --yes              Ask nothing

Templates
${templates.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join("\n")}

Examples
  npm create carillon@latest my-chat
  npm create carillon@latest my-chat -- --template minimal --install --yes
`;
}

function version(): string {
  return (createRequire(import.meta.url)("../package.json") as { version: string }).version;
}
