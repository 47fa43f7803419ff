import { join } from "node:path";
import { CliError } from "../cli-error.js";
import { findContract } from "../project/contract-file.js";
import { inside, shown } from "../project/paths.js";
import { contractSource, contractTest } from "../templates/contract.js";
import type { CommandCall } from "./command.js";
import { Making } from "./make.js";

/**
 * `carillon make:contract`: writes a contract with one event in each direction, and its test.
 *
 * @throws CliError for anything that keeps it from writing; then nothing was written.
 */
export async function makeContract({ args, options, terminal }: CommandCall): Promise<void> {
  const making = new Making(options, terminal);
  const { root, project } = making;
  const [named] = args;
  const base =
    typeof named === "string" ? inside(root, "The file", named) : join(root, project.base, "contract");
  const other = findContract(root);
  if (other !== undefined && options["force"] !== true) {
    throw new CliError(`There is a contract already: ${shown(root, other.path)}; --force writes another.`);
  }
  const path = addContract(making, base);
  making.remark(
    `Hand it to the server: setSocketsConfig({ contract }), with contract imported from ${shown(root, path)}.`,
  );
  await making.finish(terminal);
}

/**
 * Plans a contract.
 *
 * @param base - Its path, with or without its extension.
 * @returns Its path.
 * @throws CliError where no schema library is installed that it could be written with.
 */
export function addContract(making: Making, base: string): string {
  const { project } = making;
  if (project.schemaLibrary === undefined) {
    throw new CliError(
      "A contract is written with a schema library: npm install zod (or valibot, or arktype).",
    );
  }
  const path = /\.[cm]?[jt]s$/.test(base) ? base : `${base}.${project.extension}`;
  making.create(path, contractSource(project.schemaLibrary, project));
  making.createTest(path, (tested) => contractTest(project, tested));
  return path;
}
