import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const packages = resolve(import.meta.dirname, "../../packages");

/** Packages that are commands and have no API of their own. */
const commands = ["socket-cli", "create-carillon"];

/** The packages whose API has a page, the umbrella last: its page links to theirs. */
export const documented = readdirSync(packages)
  .filter((name) => existsSync(join(packages, name, "src/index.ts")) && !commands.includes(name))
  .sort((a, b) => Number(a === "carillon") - Number(b === "carillon") || (a < b ? -1 : 1));
