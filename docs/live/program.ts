/** What a program imports, by the names of the packages. */
export type Modules = Readonly<Record<string, object>>;

type Program = (modules: Modules, console: object, failed: (name: string) => never) => Promise<void>;

const importLine = /^import\s+(?:\{([^}]*)\}\s+from\s+)?"([^"]+)";?$/gm;

/**
 * Makes a function of a module's text: its imports are looked up by name, and it may `await` at the top.
 *
 * @param code - JavaScript that imports by name: `import { Route } from "carillon"`.
 * @throws SyntaxError for text that is no JavaScript.
 */
export function asProgram(code: string): (modules: Modules, console: object) => Promise<void> {
  const body = code.replaceAll(importLine, (_, names: string | undefined, from: string) => {
    const module = `(modules[${JSON.stringify(from)}] ?? failed(${JSON.stringify(from)}))`;
    return names === undefined
      ? `void ${module};`
      : `const {${names.replaceAll(/\bas\b/g, ":")}} = ${module};`;
  });
  const AsyncFunction = (async () => {
    await Promise.resolve();
  }).constructor as new (...parts: string[]) => Program;
  const program = new AsyncFunction(
    "modules",
    "console",
    "failed",
    `"use strict";
${body}`,
  );
  return (modules, console) =>
    program(modules, console, (name) => {
      throw new Error(`This page has no ${name}, but ${Object.keys(modules).join(" and ")}`);
    });
}
