import { applicationFile, withApplication } from "../application/application.js";
import { listedRoutes } from "../application/listed-routes.js";
import type { ListedRoute } from "../application/listed-routes.js";
import { shown } from "../project/paths.js";
import { projectRoot } from "../project/project.js";
import { table } from "../terminal/table.js";
import { whileLong } from "../terminal/while-long.js";
import type { CommandCall } from "./command.js";

/**
 * `carillon route:list`: prints what a routes file registers.
 *
 * @throws CliError when there is no such file or it cannot be loaded.
 */
export async function listRoutes({ args, options, terminal }: CommandCall): Promise<void> {
  const { cwd, out, err } = terminal;
  const root = projectRoot(cwd);
  const path = applicationFile(cwd, root, args[0] as string | undefined);
  const routes = await whileLong(
    terminal,
    `Loading ${shown(root, path)}`,
    withApplication(path, root, listedRoutes),
  );
  if (options["json"] === true) out(`${JSON.stringify(routes, undefined, 2)}\n`);
  else if (routes.length === 0) err(`${shown(root, path)} registers no routes.\n`);
  else
    out(
      table(["Event", "Handler", "Middleware", "Schema", "Namespace", "Source"], routes.map(rowOf), terminal),
    );
}

function rowOf({ event, handler, guards, middleware, schema, namespace, source }: ListedRoute): string[] {
  const names = [...guards.map((guard) => `auth:${guard}`), ...middleware];
  return [event, handler, names.join(", "), schemaOf(schema), namespace, source ?? ""];
}

/** `contract` for both of it, `route (payload)` for one. */
function schemaOf({ payload, reply }: ListedRoute["schema"]): string {
  if (payload === reply) return payload ?? "";
  const parts = [payload === null ? "" : `${payload} (payload)`, reply === null ? "" : `${reply} (reply)`];
  return parts.filter((part) => part !== "").join(", ");
}
