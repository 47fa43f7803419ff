import { dirname, resolve } from "node:path";
import ts from "typescript";

const root = resolve(import.meta.dirname, "..");
const { config } = ts.readConfigFile(resolve(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
  config: unknown;
};
const { options: rootOptions } = ts.parseJsonConfigFileContent(config, ts.sys, root);

/** A file to check: of the disk, or of a page. */
export interface ExampleFile {
  /** For messages. */
  readonly title: string;
  readonly file: string;
  /** Of a file that does not exist. */
  readonly code?: string;
}

/** The libraries and packages that all programs share, parsed once, by what decides how they are parsed. */
const parsed = new Map<string, ts.SourceFile | undefined>();
/** Where their imports lead, by the options that decide it. */
const resolved = new Map<string, ts.ModuleResolutionCache>();

/**
 * What the compiler says of examples. They are one program: where one registers a contract, that holds for all of them.
 *
 * @param more - Options that differ from those of the repository.
 */
export function typeErrors(checked: readonly ExampleFile[], more: ts.CompilerOptions = {}): string[] {
  const options = { ...rootOptions, noUnusedLocals: false, noUnusedParameters: false, ...more };
  const disk = ts.createCompilerHost(options);
  const codes = new Map(checked.map(({ file, code }) => [file, code]));
  const folders = new Set([...codes.keys()].map((file) => dirname(file)));
  const key = JSON.stringify(more);
  const cache = resolved.get(key) ?? ts.createModuleResolutionCache(root, (path) => path, { ...options });
  resolved.set(key, cache);
  const host: ts.CompilerHost = {
    ...disk,
    getModuleResolutionCache: () => cache,
    fileExists: (path) => codes.get(path) !== undefined || disk.fileExists(path),
    directoryExists: (path) => folders.has(path) || ts.sys.directoryExists(path),
    readFile: (path) => codes.get(path) ?? disk.readFile(path),
    getSourceFile: (path, language, ...rest) => {
      const code = codes.get(path);
      if (code !== undefined) return ts.createSourceFile(path, code, language, true);
      const source = `${JSON.stringify(language)} ${path}`;
      if (!parsed.has(source)) parsed.set(source, disk.getSourceFile(path, language, ...rest));
      return parsed.get(source);
    },
  };
  const program = ts.createProgram([...codes.keys()], options, host);
  return checked.flatMap(({ title, file }) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${title}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  });
}

/** Files that are checked together: those of one folder that register a contract by themselves, all others as one. */
export function programsOf<File extends ExampleFile>(files: readonly File[]): File[][] {
  const registering = new Set(
    files
      .filter(({ file, code }) => (code ?? ts.sys.readFile(file))?.includes("interface Register"))
      .map(({ file }) => dirname(file)),
  );
  const own = [...registering].map((folder) => files.filter(({ file }) => dirname(file) === folder));
  return [files.filter(({ file }) => !registering.has(dirname(file))), ...own];
}
