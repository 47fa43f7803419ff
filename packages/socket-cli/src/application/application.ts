import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CliError, firstLine } from "../cli-error.js";
import { findContract } from "../project/contract-file.js";
import { findFile } from "../project/find-file.js";
import { facadePackages } from "../project/project.js";
import { importFile } from "./import-file.js";
import { withQuietOutput } from "./quiet-output.js";
import { isManager, isRouter } from "./shapes.js";
import type { ConfigShape, ContractShape, ManagerShape, RouterShape } from "./shapes.js";
import { withoutListening } from "./without-listening.js";

/** An application, loaded to be looked at. */
export interface Application {
  /** The project's folder. */
  readonly root: string;
  /** The file that was loaded, relative to the project. */
  readonly name: string;
  /** Everything that has routes: the facade's layer, and routers and layers that the file exports. */
  readonly routers: readonly RouterShape[];
  /** The layers among them, and those of the facade. */
  readonly managers: readonly ManagerShape[];
  /** The configuration: of the layer, else of `config/sockets`. */
  readonly config: ConfigShape;
  /** The contract: of the configuration, else of the contract file. */
  readonly contract: ContractShape | undefined;
}

/** Where an application registers its routes, where no file is named. */
const usualFiles = ["routes/sockets", "src/routes/sockets"];

/** How long an application may take to load, in milliseconds. */
const loadDeadlineMs = 30_000;

/**
 * Finds the file that registers the routes.
 *
 * @param named - As the user wrote it, relative to the working directory.
 * @throws CliError when there is none.
 */
export function applicationFile(cwd: string, root: string, named: string | undefined): string {
  const bases = named === undefined ? usualFiles.map((base) => join(root, base)) : [resolve(cwd, named)];
  const path = bases.map(findFile).find((file) => file !== undefined);
  if (path !== undefined) return path;
  throw new CliError(
    named === undefined
      ? "There is no routes/sockets.{ts,js} here; name your routes file: carillon route:list src/routes.js"
      : `There is no file ${named}.`,
  );
}

/**
 * Loads an application to look at it, does so, and closes what it attached. No server listens meanwhile.
 *
 * @param path - The file that registers its routes, or the whole application; an absolute path.
 * @param root - The project's folder.
 * @param look - Gets the application.
 * @throws CliError when the file cannot be loaded or registers on nothing that could be asked.
 */
export async function withApplication<Value>(
  path: string,
  root: string,
  look: (application: Application) => Promise<Value> | Value,
): Promise<Value> {
  return withoutListening(async () => {
    const application = await withQuietOutput(() => load(path, root));
    try {
      return await look(application);
    } finally {
      for (const manager of application.managers) {
        if (manager.isAttached === true) await withQuietOutput(async () => manager.close?.());
      }
    }
  });
}

async function load(path: string, root: string): Promise<Application> {
  const name = relative(root, path);
  const exported = Object.values(await imported(path, name)).map(layerOf);
  const facade = await currentManager(path);
  const managers = [...new Set([...(facade ? [facade] : []), ...exported.filter(isManager)])];
  const routers = [...new Set([...managers.map(({ route }) => route), ...exported.filter(isRouter)])];
  if (routers.length === 0) {
    throw new CliError(
      `${name} exports no router, and Carillon is not installed here: npm install carillon socket.io`,
    );
  }
  const config = await configOf(managers, root);
  return { root, name, routers, managers, config, contract: config.contract ?? (await contractOf(root)) };
}

/** What `createRealtime` returns stands for its layer. */
function layerOf(exported: unknown): unknown {
  const { socket } = (exported ?? {}) as { socket?: unknown };
  return isManager(socket) ? socket : exported;
}

/** The layer of the facade as the file itself would import it. */
async function currentManager(path: string): Promise<ManagerShape | undefined> {
  const { resolve: find } = createRequire(path);
  for (const name of facadePackages) {
    const entry = resolved(find, name);
    if (entry === undefined) continue;
    const { getSocketManager } = (await import(pathToFileURL(entry).href)) as {
      getSocketManager?: () => unknown;
    };
    const manager = getSocketManager?.();
    if (isManager(manager)) return manager;
  }
  return undefined;
}

function resolved(find: NodeJS.RequireResolve, name: string): string | undefined {
  try {
    return find(name);
  } catch {
    return undefined;
  }
}

/** The configuration of the layer that has one of its own; else that of the file that the provider would load. */
async function configOf(managers: readonly ManagerShape[], root: string): Promise<ConfigShape> {
  const [config = {}] = managers.map((manager) => manager.config ?? {});
  if (config.contract !== undefined || managers.some(({ isAttached }) => isAttached === true)) return config;
  const path = ["config/sockets", "src/config/sockets"]
    .map((base) => findFile(join(root, base)))
    .find(Boolean);
  if (path === undefined) return config;
  const written = (await imported(path, relative(root, path)))["default"];
  if (typeof written !== "object" || written === null) return config;
  const [manager] = managers;
  try {
    manager?.configure?.(written);
  } catch (error) {
    throw new CliError(`${relative(root, path)}: ${firstLine(error)}`, { cause: error });
  }
  return manager?.config ?? written;
}

async function contractOf(root: string): Promise<ContractShape | undefined> {
  const file = findContract(root);
  if (file === undefined) return undefined;
  const contract = (await imported(file.path, relative(root, file.path)))[file.exportName];
  return typeof contract === "object" && contract !== null ? contract : undefined;
}

async function imported(path: string, name: string): Promise<Record<string, unknown>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it was not done after ${loadDeadlineMs / 1000} seconds.`));
    }, loadDeadlineMs);
  });
  try {
    return await Promise.race([importFile(path), late]);
  } catch (error) {
    throw new CliError(`${name} cannot be loaded: ${firstLine(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
