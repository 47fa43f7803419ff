import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { CliError } from "../cli-error.js";
import { findContract } from "../project/contract-file.js";
import { findFile } from "../project/find-file.js";
import { shown, specifierOf } from "../project/paths.js";
import { projectRoot, readAnyProject } from "../project/project.js";
import { configSource, routesSource } from "../templates/application.js";
import { textOption } from "./command.js";
import type { CommandCall, Options } from "./command.js";
import { addContract } from "./make-contract.js";
import { addGuard } from "./make-guard.js";
import { addController } from "./make-socket-controller.js";
import { Making } from "./make.js";
import type { Terminal } from "../terminal/terminal.js";

/** What `init` writes. */
interface Wishes {
  /** The name of the guard; `undefined` for none. */
  readonly guard: string | undefined;
  readonly hasContract: boolean;
  readonly event: string;
}

/**
 * `carillon init`: adds Carillon to a project: a configuration, the routes file, a controller, a guard, a contract where
 * there is a schema library, and their tests. Files that exist stay as they are.
 *
 * @throws CliError for anything that keeps it from writing; then nothing was written.
 */
export async function init({ options, terminal }: CommandCall): Promise<void> {
  const root = projectRoot(terminal.cwd);
  const project = readAnyProject(root);
  const { guard, hasContract, event } = await wishesOf(
    options,
    project.schemaLibrary !== undefined,
    terminal,
  );
  const making = new Making(options, terminal, project);
  const base = join(root, project.base);
  const config = join(base, `config/sockets.${project.extension}`);
  const routes = join(base, `routes/sockets.${project.extension}`);
  if (findFile(join(base, "routes/sockets")) !== undefined && options["force"] !== true) {
    throw new CliError(
      `There is a routes file already: ${shown(root, findFile(join(base, "routes/sockets")) ?? routes)}. Use make:socket-controller, make:guard and make:contract.`,
    );
  }
  const known = findContract(root);
  const planned =
    hasContract && known === undefined ? join(base, `contract.${project.extension}`) : undefined;
  const contract = planned ?? known?.path;
  if (planned !== undefined) addContract(making, join(base, "contract"));
  making.create(routes, routesSource({ hasGuard: guard !== undefined }, project));
  const className = "ChatSocketController";
  addController(
    making,
    { className, folders: [], method: "send", event, plannedContract: planned },
    undefined,
    true,
  );
  if (guard !== undefined)
    addGuard(making, { className: `${pascal(guard)}Guard`, folders: [], name: guard }, true);
  if (!existsSync(config)) {
    const specifier = contract === undefined ? undefined : specifierOf(config, contract, project);
    making.create(config, configSource({ guard, contract: specifier }, project));
  }
  if (!project.isInstalled) making.remark("Install it: npm install carillon socket.io");
  making.remark(`In your server, before it listens:

  import { SocketServiceProvider } from "${project.packageName}";
  import "${specifierOf(join(base, "server.js"), routes, project)}";

  await SocketServiceProvider({ httpServer: server, config: true${project.base === "" ? "" : `, root: "${project.base}"`} }).boot();

Then: carillon route:list, carillon doctor`);
  await making.finish(terminal);
}

/** What was typed, what a person answers, and the defaults where there is no terminal. */
async function wishesOf(options: Options, hasLibrary: boolean, terminal: Terminal): Promise<Wishes> {
  const typed = textOption(options, "guard");
  const isAsked = terminal.input !== undefined && options["yes"] !== true;
  const guard = options["public"] === true ? undefined : (typed ?? (isAsked ? await asked(terminal) : "api"));
  if (guard !== undefined && !/^[a-z][\w-]*$/.test(guard)) {
    throw new CliError(`"${guard}" cannot be a guard's name; write it like api.`);
  }
  return { guard, hasContract: options["contract"] !== false && hasLibrary, event: "chat:message" };
}

async function asked({ input = process.stdin }: Terminal): Promise<string | undefined> {
  const lines = createInterface({ input, output: process.stderr });
  const answer = (
    await lines.question("Name of the guard that knows users by their tokens, - for none (api): ")
  ).trim();
  lines.close();
  return answer === "-" ? undefined : answer === "" ? "api" : answer;
}

/** `UserApi` of `user-api`. */
function pascal(name: string): string {
  return name.replace(/(?:^|[-_])([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
