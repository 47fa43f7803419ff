import { createRequire } from "node:module";
import { extname, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { createJiti } from "jiti";
import { CliError, firstLine } from "./cli-error.js";
import { facadePackages } from "./project.js";

/** A route as `router.routes()` describes it. */
export interface ListedRoute {
  readonly event: string;
  readonly namespace: string;
  readonly handler: string;
  readonly middleware: readonly string[];
  readonly guards: readonly string[];
  /** `file:line:column`. */
  readonly source?: string | undefined;
}

/** Whatever has routes: a router, or the `route` of a layer. */
interface HasRoutes {
  routes(): readonly ListedRoute[];
}

/**
 * Loads a routes file and asks for what it registered: on the facade `Route` that the project has installed, and on
 * routers that the file exports.
 *
 * @param path - The file, an absolute path.
 * @param root - The project's folder.
 * @throws CliError when the file cannot be loaded or registers on nothing that could be asked.
 */
export async function loadRoutes(path: string, root: string): Promise<ListedRoute[]> {
  const name = relative(root, path);
  const exported: unknown[] = Object.values(await withQuietOutput(() => importRoutes(path, name)));
  const sources = new Set<HasRoutes>(exported.flatMap((value) => [value, routeOf(value)]).filter(hasRoutes));
  const facade = await facadeRoutes(path);
  if (facade) sources.add(facade);
  if (sources.size === 0) {
    throw new CliError(
      `${name} exports no router, and Carillon is not installed here: npm install carillon socket.io`,
    );
  }
  return [...sources].flatMap((source) => [...source.routes()]);
}

/** The routes of the facade as the file itself would import it. */
async function facadeRoutes(path: string): Promise<HasRoutes | undefined> {
  const { resolve } = createRequire(path);
  for (const name of facadePackages) {
    const entry = resolved(resolve, name);
    if (entry === undefined) continue;
    const { getSocketManager } = (await import(pathToFileURL(entry).href)) as {
      getSocketManager?: () => unknown;
    };
    const routes = routeOf(getSocketManager?.());
    if (hasRoutes(routes)) return routes;
  }
  return undefined;
}

function resolved(resolve: NodeJS.RequireResolve, name: string): string | undefined {
  try {
    return resolve(name);
  } catch {
    return undefined;
  }
}

function routeOf(value: unknown): unknown {
  return (value as { route?: unknown } | null | undefined)?.route;
}

function hasRoutes(value: unknown): value is HasRoutes {
  return typeof (value as { routes?: unknown } | null | undefined)?.routes === "function";
}

/** How Node says that it cannot run a TypeScript file as it stands; nothing of it ran then. */
const notRunnable: ReadonlySet<unknown> = new Set([
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
]);

async function importRoutes(path: string, name: string): Promise<object> {
  try {
    return (await import(pathToFileURL(path).href)) as object;
  } catch (error) {
    const isTs = /^\.[mc]?ts$/.test(extname(path));
    if (!isTs || !notRunnable.has((error as { code?: unknown } | null)?.code)) throw unloadable(name, error);
  }
  try {
    return await createJiti(pathToFileURL(path).href, { fsCache: false }).import<object>(path);
  } catch (error) {
    throw unloadable(name, error);
  }
}

function unloadable(name: string, error: unknown): CliError {
  return new CliError(`${name} cannot be loaded: ${firstLine(error)}`, { cause: error });
}

/** Whatever the application prints while it is loaded goes to stderr, so that stdout holds the list alone. */
async function withQuietOutput<Value>(work: () => Promise<Value>): Promise<Value> {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}
