import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Application } from "typedoc";
import type { TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { documented } from "./documented.js";

const docs = resolve(import.meta.dirname, "..");
const packages = resolve(docs, "../packages");

/** A page for each package with all that it exports, as TypeDoc reads it. Throws where a link in a comment leads nowhere. */
export async function writeApi(): Promise<void> {
  const out = join(docs, "api");
  rmSync(out, { recursive: true, force: true });
  const options: TypeDocOptions & PluginOptions = {
    out,
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: documented.map((name) => join(packages, name, "src/index.ts")),
    tsconfig: join(docs, "tsconfig.api.json"),
    router: "module",
    readme: "none",
    basePath: packages,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    disableSources: true,
    // `tsc` has checked the types, of the tests too.
    skipErrorChecking: true,
    treatWarningsAsErrors: true,
    validation: { invalidLink: true, notExported: false },
    logLevel: "Warn",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    sanitizeComments: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    propertyMembersFormat: "table",
    entryFileName: "index",
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (!project) throw new Error("TypeDoc could not read the sources");
  for (const entry of project.children ?? []) entry.name = entry.name.replace(/\/src$/, "");
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasWarnings() || app.logger.hasErrors()) {
    throw new Error("TypeDoc warned: see above; a {@link} names what the package exports");
  }
  for (const name of documented) {
    const file = join(out, `${name}.md`);
    writeFileSync(file, asPage(name, readFileSync(file, "utf8")));
  }
  writeFileSync(join(out, "index.md"), overview());
}

/** A page as TypeDoc wrote it, with its package's name, and with fewer headings: the search has an entry for each. */
function asPage(name: string, text: string): string {
  const body = text
    .replace(/^# .*\n/, "")
    // Signatures are no programs, and the examples are checked where they stand: the test of pages takes what is marked ts.
    .replaceAll(/^```(ts|tsx|js)$/gm, (_, language: string) => `\`\`\`${inWords[language] ?? ""}`)
    .replaceAll(
      /^#{4,6} (Parameters|Returns|Throws|Examples?|Type Parameters|See|Default Value|Remarks)$/gm,
      "**$1**",
    )
    .replaceAll(/^### .*\n\nRe-exports (\[.*\]\(.*\))\n(\n\*\*\*\n)?\n?/gm, "- $1\n")
    .replaceAll(
      /^### .*\n\nRenames and re-exports (\[.*\]\(.*\))\n(\n\*\*\*\n)?\n?/gm,
      "- $1, under another name\n",
    )
    .replace(/^## References$/m, "## From the other packages")
    .replaceAll(/^\*\*\*$\n\n/gm, "");
  return (
    [
      "---\neditLink: false\noutline: [2, 3]\n---",
      `# ${fullName(name)}`,
      `${descriptionOf(name)} ${alsoAs(name)}How it is used: [its README](../../packages/${name}/README.md).`,
      body.trim(),
    ].join("\n\n") + "\n"
  );
}

const inWords: Readonly<Record<string, string>> = { ts: "typescript", tsx: "jsx", js: "javascript" };

function overview(): string {
  const rows = documented.map((name) => `| [\`${fullName(name)}\`](./${name}.md) | ${descriptionOf(name)} |`);
  return (
    [
      "---\neditLink: false\n---",
      "# API",
      "Every name that a package exports, with its parameters, what it returns and what it throws, made from the sources by [TypeDoc](https://typedoc.org). What is in the umbrella `carillon` comes from the packages below it and is described there.",
      ["| package | what it is |", "| --- | --- |", ...rows].join("\n"),
    ].join("\n\n") + "\n"
  );
}

function alsoAs(name: string): string {
  const path = `./${name.replace("socket-", "")}`;
  return path in manifestOf("carillon").exports ? `Also as \`carillon${path.slice(1)}\`. ` : "";
}

function fullName(name: string): string {
  return manifestOf(name).name;
}

function descriptionOf(name: string): string {
  return manifestOf(name).description;
}

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")) as Manifest;
}
