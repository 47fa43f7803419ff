import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { CliError } from "./cli-error.js";
import type { Terminal } from "./cli.js";
import { readControllerName, readEvent, readMethod } from "./controller-name.js";
import { controllerSource } from "./controller-template.js";
import { projectRoot, readProject } from "./project.js";
import type { Project } from "./project.js";
import { addRoute } from "./routes-file.js";
import { findRoutesFile } from "./routes-path.js";
import { writeFiles } from "./write-files.js";
import type { PlannedFile } from "./write-files.js";

/**
 * `carillon make:socket-controller`: writes a controller and, if asked to, its route.
 *
 * @throws CliError for anything that keeps it from writing; then nothing was written.
 */
export function makeSocketController(
  name: unknown,
  options: Readonly<Record<string, unknown>>,
  { cwd, out }: Pick<Terminal, "cwd" | "out">,
): void {
  const { className, folders } = readControllerName(name);
  const method = readMethod(options["method"]);
  const event = readEvent(options["event"]);
  const isRegistered = options["register"] === true;
  if (isRegistered && event === undefined) {
    throw new CliError("--register needs the event: --event chat:message --register");
  }
  if (!isRegistered && options["routes"] !== undefined) {
    throw new CliError("--routes names the file that --register writes to; add --register, or leave it out.");
  }
  const root = projectRoot(cwd);
  const project = readProject(root);
  const folder = inside(root, "--folder", options["folder"] ?? "app/Sockets");
  const controller = join(folder, ...folders, `${className}.${project.language}`);
  if (existsSync(controller) && options["force"] !== true) {
    throw new CliError(`${relative(root, controller)} exists already; --force overwrites it.`);
  }

  const files = [{ path: controller, text: controllerSource({ className, method, event }, project) }];
  const route = event === undefined ? undefined : { event, className, method };
  const routes =
    isRegistered && route
      ? withRoute(project, inside(root, "--routes", options["routes"] ?? "routes/sockets"), controller, route)
      : undefined;
  if (routes) files.push(routes);
  if (options["dry-run"] === true || options["dryRun"] === true) {
    for (const { path, text } of files) out(`Would write ${relative(root, path)}:\n\n${text}\n`);
    return;
  }
  writeFiles(files, root);
  for (const { path } of files) out(`Wrote ${relative(root, path)}\n`);
  if (route && !isRegistered) {
    out(`Its route, for the routes file: Route.socket("${route.event}", ${className}.${method});\n`);
  }
}

/** The routes file with one route more; `undefined` when it has the route already. */
function withRoute(
  project: Project,
  base: string,
  controller: string,
  route: { readonly event: string; readonly className: string; readonly method: string },
): PlannedFile | undefined {
  const path = findRoutesFile(base) ?? (extname(base) === "" ? `${base}.${project.language}` : base);
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const text = addRoute(before, {
    ...route,
    specifier: specifierOf(path, controller, project),
    packageName: project.packageName,
    isModule: isModule(path, project),
  });
  return text === before ? undefined : { path, text };
}

/** TypeScript is written with `import` whatever it becomes. */
function isModule(path: string, project: Project): boolean {
  const extension = extname(path);
  return extension === ".js" ? project.isEsm : extension !== ".cjs";
}

function specifierOf(from: string, to: string, { importExtension }: Project): string {
  const path = relative(dirname(from), to).split(sep).join("/");
  const named = path.endsWith(".ts") ? path.slice(0, -".ts".length) + importExtension : path;
  return named.startsWith(".") ? named : `./${named}`;
}

/** @throws CliError for a path that leads out of the project. */
function inside(root: string, flag: string, written: unknown): string {
  const path = resolve(root, String(written));
  const way = relative(root, path);
  if (isAbsolute(String(written)) || way === "" || way === ".." || way.startsWith(`..${sep}`)) {
    throw new CliError(`${flag} is a path inside the project, such as app/Sockets.`);
  }
  return path;
}
