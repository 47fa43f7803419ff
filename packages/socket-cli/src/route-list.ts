import { relative, resolve } from "node:path";
import { CliError } from "./cli-error.js";
import type { Terminal } from "./cli.js";
import { loadRoutes } from "./load-routes.js";
import type { ListedRoute } from "./load-routes.js";
import { projectRoot } from "./project.js";
import { findRoutesFile } from "./routes-path.js";
import { table } from "./table.js";

/**
 * `carillon route:list`: prints what a routes file registers.
 *
 * @throws CliError when there is no such file or it cannot be loaded.
 */
export async function listRoutes(
  file: unknown,
  options: Readonly<Record<string, unknown>>,
  { cwd, out, err }: Terminal,
): Promise<void> {
  const root = projectRoot(cwd);
  const named = typeof file === "string";
  const path = findRoutesFile(named ? resolve(cwd, file) : resolve(root, "routes/sockets"));
  if (path === undefined) {
    throw new CliError(
      named
        ? `There is no file ${file}.`
        : "There is no routes/sockets.{ts,js} here; name your routes file: carillon route:list src/routes.js",
    );
  }
  const routes = (await loadRoutes(path, root)).map((route) => ({
    ...route,
    ...(route.source !== undefined && { source: relative(root, route.source) }),
  }));
  if (options["json"] === true) {
    out(`${JSON.stringify(routes, undefined, 2)}\n`);
  } else if (routes.length === 0) {
    err(`${relative(root, path)} registers no routes.\n`);
  } else {
    out(table(["Event", "Handler", "Middleware", "Namespace", "Source"], routes.map(rowOf)));
  }
}

function rowOf({ event, handler, guards, middleware, namespace, source }: ListedRoute): string[] {
  const names = [...guards.map((guard) => `auth:${guard}`), ...middleware];
  return [event, handler, names.join(", "), namespace, source ?? ""];
}
