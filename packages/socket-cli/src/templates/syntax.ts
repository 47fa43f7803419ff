import type { Project } from "../project/project.js";

/** One import: of values, of types, or of a default. */
export interface Import {
  readonly from: string;
  readonly default?: string;
  readonly names?: readonly string[];
  /** Left out where the project is written in JavaScript. */
  readonly types?: readonly string[];
}

/**
 * The imports of a file, as the project writes them.
 *
 * @returns Lines, in the order given; `""` without any.
 */
export function importLines(
  imports: readonly Import[],
  { language, isModule }: Pick<Project, "language" | "isModule">,
): string {
  return imports
    .flatMap(({ from, default: whole, names = [], types = [] }) => {
      const named = names.length > 0 ? `{ ${names.join(", ")} }` : undefined;
      const values = [whole, named].filter((part) => part !== undefined);
      if (!isModule) return values.map((part) => `const ${part} = require("${from}");`);
      return [
        values.length > 0 ? `import ${values.join(", ")} from "${from}";` : "",
        types.length > 0 && language === "ts" ? `import type { ${types.join(", ")} } from "${from}";` : "",
      ];
    })
    .filter((line) => line !== "")
    .join("\n");
}

/** A declaration as the one thing that a file exports. */
export function exportDefault(declaration: string, { isModule }: Pick<Project, "isModule">): string {
  return isModule ? `export default ${declaration}` : `module.exports = ${declaration};`;
}

/** A type behind a name, where the project has types. */
export function typed(type: string, { language }: Pick<Project, "language">): string {
  return language === "ts" ? `: ${type}` : "";
}

/** The parts of a file with an empty line between them. */
export function source(...parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
