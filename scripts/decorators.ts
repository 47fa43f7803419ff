import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";
import type { Plugin } from "vite";

const folder = resolve(import.meta.dirname, "../examples/moving");

/** Compiles the examples of layers that read decorators with the types of parameters, as their applications do by tsc. */
export function decoratorsPlugin(): Plugin {
  return {
    name: "decorators",
    enforce: "pre",
    load: (id) => {
      if (!id.startsWith(folder) || !id.endsWith(".ts")) return undefined;
      const code = readFileSync(id, "utf8");
      if (!/^@\w+\(/m.test(code)) return undefined;
      const compilerOptions: ts.CompilerOptions = {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      };
      return ts.transpileModule(code, { compilerOptions, fileName: id }).outputText;
    },
  };
}
