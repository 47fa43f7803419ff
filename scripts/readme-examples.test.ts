import { resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { readmeExamples, type ReadmeExample } from "./readme-examples.js";

const examples = readmeExamples();

describe("examples in READMEs", () => {
  it.each(examples.filter(({ language }) => language === "js"))("$title parses", ({ file, code }) => {
    const { diagnostics = [] } = ts.transpileModule(code, { fileName: file, reportDiagnostics: true });
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
  });

  it("type-check where they are marked ts", { timeout: 60_000 }, () => {
    expect(typeErrors(examples.filter(({ language }) => language === "ts"))).toEqual([]);
  });

  it("type-check in a page where they are marked tsx", { timeout: 60_000 }, () => {
    const options = { jsx: ts.JsxEmit.ReactJSX, lib: ["lib.es2023.d.ts", "lib.dom.d.ts"] };
    expect(
      typeErrors(
        examples.filter(({ language }) => language === "tsx"),
        options,
      ),
    ).toEqual([]);
  });

  it.each(examples.filter(({ runs }) => runs))("$title runs", { timeout: 60_000 }, async ({ file }) => {
    await import(/* @vite-ignore */ file);
  });
});

/** Compiles the examples beside their READMEs without writing them. */
function typeErrors(checked: readonly ReadmeExample[], more: ts.CompilerOptions = {}): string[] {
  const root = resolve(import.meta.dirname, "..");
  const { config } = ts.readConfigFile(resolve(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const codeOf = (path: string): string | undefined => checked.find(({ file }) => file === path)?.code;
  host.fileExists = (path) => codeOf(path) !== undefined || fileExists(path);
  host.readFile = (path) => codeOf(path) ?? readFile(path);
  host.getSourceFile = (path, languageOptions, ...rest) => {
    const code = codeOf(path);
    if (code === undefined) return getSourceFile(path, languageOptions, ...rest);
    return ts.createSourceFile(path, code, languageOptions, true);
  };
  const program = ts.createProgram(
    checked.map(({ file }) => file),
    { ...options, noUnusedLocals: false, noUnusedParameters: false, ...more },
    host,
  );
  return checked.flatMap(({ title, file }) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${title}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  });
}
