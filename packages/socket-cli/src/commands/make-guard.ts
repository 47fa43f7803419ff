import { CliError } from "../cli-error.js";
import { readClassName, shortName } from "../project/names.js";
import { shown } from "../project/paths.js";
import { guardSource, guardTest } from "../templates/guard.js";
import { textOption } from "./command.js";
import type { CommandCall } from "./command.js";
import { Making } from "./make.js";

const guardKind = { kind: "guard", suffix: "Guard", example: "ApiGuard" } as const;

/**
 * `carillon make:guard`: writes a guard, its test and, if asked to, the line that names it.
 *
 * @throws CliError for anything that keeps it from writing; then nothing was written.
 */
export async function makeGuard({ args, options, terminal }: CommandCall): Promise<void> {
  const { className, folders } = readClassName(String(args[0]), guardKind);
  const name = textOption(options, "name") ?? shortName(className, guardKind, "-");
  if (!/^[\w-]+$/.test(name)) throw new CliError(`"${name}" cannot be a guard's name; write it like api.`);
  const making = new Making(options, terminal);
  addGuard(making, { className, folders, name });
  await making.finish(terminal);
}

/** Plans a guard with everything that belongs to it. */
export function addGuard(
  making: Making,
  { className, folders, name }: { className: string; folders: readonly string[]; name: string },
  isRegistered?: boolean,
): void {
  const { project, root } = making;
  const path = making.pathOf("Guards", folders, className);
  making.create(path, guardSource(className, project));
  making.createTest(path, (tested) => guardTest(className, project, tested));
  making.register(
    path,
    { facade: "Socket", method: "guard", name, argument: `new ${className}()`, className },
    isRegistered,
  );
  making.remark(
    `Give ${className} a way to find the user of a token, in ${shown(root, path)} or where it is made.`,
  );
}
