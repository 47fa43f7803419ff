import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { maskText } from "./mask-text.js";
import type { PlannedFile } from "./write-files.js";

/** How a project writes its code. */
export interface CodeStyle {
  readonly quote: '"' | "'";
  readonly hasSemicolons: boolean;
  readonly indent: string;
}

interface Prettier {
  format(text: string, options: object): Promise<string>;
  resolveConfig(path: string): Promise<object | null>;
}

/**
 * Writes files in the project's style: with its Prettier where it has one, else like the code that is there.
 *
 * @param files - As the templates have them: double quotes, semicolons, two spaces.
 */
export async function inStyle(files: readonly PlannedFile[], root: string): Promise<PlannedFile[]> {
  const prettier = await ownPrettier(root);
  if (prettier === undefined) {
    const style = styleOf(root);
    return files.map((file) => (file.isEdited ? file : { ...file, text: restyle(file.text, style) }));
  }
  return Promise.all(
    files.map(async (file) => {
      if (file.isEdited) return file;
      const options = { ...(await prettier.resolveConfig(file.path)), filepath: file.path };
      return { ...file, text: await prettier.format(file.text, options) };
    }),
  );
}

/** The Prettier that the project itself has installed. */
async function ownPrettier(root: string): Promise<Prettier | undefined> {
  if (!existsSync(join(root, "node_modules/prettier/package.json"))) return undefined;
  const entry = createRequire(join(root, "package.json")).resolve("prettier");
  const module = (await import(pathToFileURL(entry).href)) as Prettier & { default?: Prettier };
  return module.default ?? module;
}

/** Folders that hold code by hand. */
const folders = ["routes", "app", "src", "server", "lib", "."];

/** The style of the first source file that says something about it. */
function styleOf(root: string): CodeStyle {
  for (const folder of folders) {
    const path = join(root, folder);
    if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) continue;
    const name = readdirSync(path).find((file) => /(?<!\.d|config)\.[cm]?[jt]sx?$/.test(file));
    if (name === undefined) continue;
    const style = guessStyle(readFileSync(join(path, name), "utf8"));
    if (style !== undefined) return style;
  }
  return { quote: '"', hasSemicolons: true, indent: "  " };
}

/**
 * The style of a piece of code.
 *
 * @returns `undefined` for too little of it.
 */
export function guessStyle(text: string): CodeStyle | undefined {
  const code = maskText(text);
  const lines = code.split(/\r?\n/).filter((line) => /^\s*(?:import|const|export|let|return)\b/.test(line));
  if (lines.length < 2) return undefined;
  const [single, double] = [/'/g, /"/g].map((quote) => code.match(quote)?.length ?? 0);
  const indent = /\n(\t| {2,8})\S/.exec(text)?.[1] ?? "  ";
  return {
    quote: (single ?? 0) > (double ?? 0) ? "'" : '"',
    hasSemicolons: /;[ \t]*$/m.test(code),
    indent,
  };
}

/**
 * Gives code of the templates another style.
 *
 * @param text - With double quotes, semicolons and two spaces, and no line that begins with a bracket or a backtick.
 */
export function restyle(text: string, { quote, hasSemicolons, indent }: CodeStyle): string {
  const masked = maskText(text);
  let result = "";
  let position = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const kept = masked.slice(position, position + line.length);
    position += line.length;
    const depth = /^(?: {2})*/.exec(line)?.[0].length ?? 0;
    let styled = indent.repeat(depth / 2) + line.slice(depth);
    if (!hasSemicolons && /;\s*$/.test(kept)) styled = styled.replace(/;(\s*)$/, "$1");
    result += styled;
  }
  return quote === '"' ? result : result.replace(/"((?:[^"\\'\n])*)"/g, "'$1'");
}
