import { isAbsolute, dirname, relative, resolve, sep } from "node:path";
import { CliError } from "../cli-error.js";
import type { Project } from "./project.js";

/**
 * A path that an option names.
 *
 * @param flag - For the message: `--folder`.
 * @throws CliError for a path that leads out of the project.
 */
export function inside(root: string, flag: string, written: string): string {
  const path = resolve(root, written);
  const way = relative(root, path);
  if (isAbsolute(written) || way === "" || way === ".." || way.startsWith(`..${sep}`)) {
    throw new CliError(`${flag} is a path inside the project, such as app/Sockets.`);
  }
  return path;
}

/** How a file imports another: `"../app/Sockets/ChatSocketController.js"`. */
export function specifierOf(
  from: string,
  to: string,
  { importExtension }: Pick<Project, "importExtension">,
): string {
  const path = relative(dirname(from), to).split(sep).join("/");
  const named = path.replace(/\.m?ts$/, importExtension);
  return named.startsWith(".") ? named : `./${named}`;
}

/** A path as messages show it: relative to the project, with slashes. */
export function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
