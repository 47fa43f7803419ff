import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { setSocketManager, SocketManager } from "@carillon/socket-facade";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { programsOf, typeErrors } from "./example-types.js";
import type { ExampleFile } from "./example-types.js";
import { allBlocks, readmeExamples, shellExamples } from "./readme-examples.js";

const root = resolve(import.meta.dirname, "..");
const examples = readmeExamples();
const inPages = {
  jsx: ts.JsxEmit.ReactJSX,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.esnext.disposable.d.ts"],
};

/** Languages of blocks that are looked at here, and why others are not. */
const looked: Readonly<Record<string, string>> = {
  ts: "compiled",
  tsx: "compiled",
  js: "parsed, imports compared with what the packages have; first examples run in check:packages",
  sh: "commands and packages compared with those that there are",
  json: "parsed",
  txt: "what a program prints, or a picture of folders",
  text: "what a program prints",
  "": "what a program prints, or a picture of folders",
  html: "opened in Chromium by check:packages, as the client's README has it",
  php: "Laravel's own, which is not on npm",
  typescript: "goes on from the block above it",
  javascript: "made from the tests of mistakes, or parsed in catalogues.test.ts",
};

describe("examples in READMEs and in the documentation", () => {
  it("have a language that is looked at, or a reason", () => {
    const unknown = allBlocks().filter(({ marked }) => !(marked in looked));
    expect(unknown.map(({ title, marked }) => `${title}: ${marked}`)).toEqual([]);
  });

  it("parse where they are marked json", () => {
    const texts = allBlocks().filter(({ marked }) => marked === "json");
    for (const { code } of texts) expect(() => void JSON.parse(code)).not.toThrow();
    expect(texts.length).toBeGreaterThan(0);
  });

  it("parse where they are marked js", () => {
    const scripts = examples.filter(({ language }) => language === "js");
    const problems = scripts.flatMap(({ title, file, code }) => {
      const { diagnostics = [] } = ts.transpileModule(code, { fileName: file, reportDiagnostics: true });
      return diagnostics.map(
        ({ messageText }) => `${title}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      );
    });
    expect(problems).toEqual([]);
    expect(scripts.length).toBeGreaterThan(0);
  });

  it("import from our packages only what these have, where they are marked js", () => {
    expect(unknownImports(examples.filter(({ language }) => language === "js"))).toEqual([]);
  });

  it("type-check where they are marked ts", () => {
    const programs = programsOf(examples.filter(({ language }) => language === "ts"));
    expect(programs.flatMap((files) => typeErrors(files))).toEqual([]);
  });

  it("type-check in a page where they are marked tsx", () => {
    const programs = programsOf(examples.filter(({ language }) => language === "tsx"));
    expect(programs.flatMap((files) => typeErrors(files, inPages))).toEqual([]);
  });

  it.each(examples.filter(({ runs }) => runs))("$title runs", async ({ file }) => {
    setSocketManager(new SocketManager()); // what another example registered is not this one's
    await import(/* @vite-ignore */ file);
  });
});

describe("examples that the documentation shows from files", () => {
  it.each(["tutorial", "recipes", "moving"])("examples/%s type-checks", (name) => {
    const folder = join(root, "examples", name);
    const files = filesIn(folder)
      .map((file) => relative(folder, file))
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("test"))
      .map((file): ExampleFile => ({ title: `examples/${name}/${file}`, file: join(folder, file) }));
    const more: ts.CompilerOptions = {
      ...inPages,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      experimentalDecorators: true,
    };
    expect(programsOf(files).flatMap((list) => typeErrors(list, more))).toEqual([]);
  });
});

/** The files of a folder. Those that it has installed are left out: they lead into all packages, where other tests write just now. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === "node_modules" ? [] : filesIn(path);
  });
}

describe("commands in READMEs and in the documentation", () => {
  const commands = shellExamples().flatMap(({ title, code }) =>
    code.split("\n").map((line) => ({ title, line: line.replace(/\s+#.*$/, "").trim() })),
  );

  it("install packages that there are", () => {
    const known = knownPackages();
    const unknown = commands.flatMap(({ title, line }) => {
      const [, names] = /^(?:npm install|npm i|pnpm add)((?: \S+)+)$/.exec(line) ?? [];
      return (names ?? "")
        .split(" ")
        .filter((name) => name !== "" && !name.startsWith("-"))
        .map((name) => name.replace(/(?<=.)@[^/]*$/, ""))
        .filter((name) => !known.has(name))
        .map((name) => `${title}: ${name}`);
    });
    expect(unknown).toEqual([]);
  });

  it("call scripts and commands that there are", () => {
    const cli = readdirSync(join(root, "packages/socket-cli/src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.includes(".test"))
      .map((file) => readFileSync(join(root, "packages/socket-cli/src", file), "utf8"))
      .join("\n");
    const wrong = commands.flatMap(({ title, line }) => {
      const [, owner = "carillon-monorepo", script] =
        /^(?:npx -y pnpm@12|pnpm)(?: --filter ([\w@/-]+))?(?: run)? ([\w:-]+)/.exec(line) ?? [];
      const [, command] = /^npx carillon ([\w:-]+)/.exec(line) ?? [];
      const isScript = script === undefined || script === "install" || scriptsOf(owner).includes(script);
      const isCommand = command === undefined || cli.includes(`"${command}`);
      return isScript && isCommand ? [] : [`${title}: ${line}`];
    });
    expect(wrong).toEqual([]);
  });
});

/** The scripts of a workspace by its name. */
function scriptsOf(name: string): string[] {
  const folders = ["packages", "examples", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((child) => join(parent, child)),
  );
  const manifests = [".", "docs", "bench", ...folders]
    .map((folder) => join(root, folder, "package.json"))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, "utf8")) as Manifest);
  return Object.keys(manifests.find((manifest) => manifest.name === name)?.scripts ?? {});
}

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Everything that a page may tell to install: our packages, and what this repository installs itself. */
function knownPackages(): Set<string> {
  const manifests = readdirSync(join(root, "packages")).map(
    (name) =>
      JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as { name: string },
  );
  const catalog = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8").matchAll(
    /^ {2}"?([@\w./-]+)"?: [\^~\d]/gm,
  );
  const installed = readFileSync(join(root, "pnpm-lock.yaml"), "utf8").matchAll(
    /^ {2}'?((?:@[\w.-]+\/)?[\w.-]+)@\d/gm,
  );
  return new Set([
    ...manifests.map(({ name }) => name),
    ...Array.from([...catalog, ...installed], ([, name = ""]) => name),
  ]);
}

/** Where the imports of pages are looked up whose folder installs none of it. */
const homes: Readonly<Record<string, string>> = {
  "README.md": "packages/carillon/",
  "ARCHITECTURE.md": "packages/socket-engine/",
};

/** Names that a script imports and its package does not export, and packages that there are not. */
function unknownImports(scripts: readonly ExampleFile[]): string[] {
  const about = [/'"@?carillon.*has no exported member/, /Cannot find module '[^.]/];
  const imports = scripts.map(({ title, file, code = "" }) => ({
    title,
    // Only the umbrella is installed in the root, and that not by its name.
    file: file
      .replace(/\.js$/, ".imports.ts")
      .replace(/[^/]+$/, `${homes[title.split(":", 1)[0] ?? ""] ?? ""}$&`),
    code: Array.from(code.matchAll(/^import [^;]*;$/gm), ([line]) => line).join("\n") + "\nexport {};\n",
  }));
  return typeErrors(imports).filter((message) => about.some((pattern) => pattern.test(message)));
}
