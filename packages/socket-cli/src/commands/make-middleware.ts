import { CliError } from "../cli-error.js";
import { readClassName, shortName } from "../project/names.js";
import { middlewareSource, middlewareTest } from "../templates/middleware.js";
import { textOption } from "./command.js";
import type { CommandCall } from "./command.js";
import { Making } from "./make.js";

const middlewareKind = { kind: "middleware", suffix: "Middleware", example: "EnsureObject" } as const;

/**
 * `carillon make:middleware`: writes a per-event middleware, its test and, if asked to, the line that names it.
 *
 * @throws CliError for anything that keeps it from writing; then nothing was written.
 */
export async function makeMiddleware({ args, options, terminal }: CommandCall): Promise<void> {
  const { className, folders } = readClassName(String(args[0]), middlewareKind);
  const name = textOption(options, "name") ?? shortName(className, middlewareKind, "-");
  if (!/^[\w.-]+$/.test(name))
    throw new CliError(`"${name}" cannot be a middleware's name; write it like ensure-object.`);
  const making = new Making(options, terminal);
  const { project } = making;
  const path = making.pathOf("Middleware", folders, className);
  making.create(path, middlewareSource(className, project));
  making.createTest(path, (tested) => middlewareTest(className, project, tested));
  making.register(path, {
    facade: "Route",
    method: "middleware",
    name,
    argument: `() => new ${className}()`,
    className,
  });
  making.remark(`Use it: Route.socket(event, handler, { middleware: "${name}" });`);
  await making.finish(terminal);
}
