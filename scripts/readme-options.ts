import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format } from "prettier";
import { membersOf } from "../docs/generate/interfaces.js";

const packages = resolve(import.meta.dirname, "../packages");
const region = /(<!-- options: (\w+)[^>]*-->\n\n).*?(\n\n<!-- \/options -->)/gs;
/** What tests and other packages of ours set, and an application has no use for. */
const internal = ["hook", "clock", "listen"];

/** Packages whose READMEs have a table of options. */
export const withOptions: readonly string[] = [
  "socket-router",
  "socket-auth",
  "socket-rooms",
  "socket-notifications",
  "socket-client",
  "socket-scale",
];

/** Where the README of a package is. */
export function readmeOf(name: string): string {
  return join(packages, name, "README.md");
}

/** The README of a package with its options as the types have them, by name and what their TSDoc says. */
export async function readmeWithOptions(name: string): Promise<string> {
  const text = readFileSync(readmeOf(name), "utf8");
  const [found] = text.matchAll(region);
  const [whole = "", begin = "", options = "", end = ""] = found ?? [];
  if (whole === "") throw new Error(`${readmeOf(name)} has no options`);
  const rows = membersOf(name, options)
    .filter((member) => !internal.includes(member.name))
    .map((member) => {
      const [said = ""] = member.text.split(/ - (?=[`"a])/);
      return `| \`${member.name}\` | ${said.replaceAll("|", "\\|")} |`;
    });
  const table = await format(["| option | what it is |", "| --- | --- |", ...rows].join("\n"), {
    parser: "markdown",
  });
  return text.replace(whole, () => begin + table.trim() + end);
}
