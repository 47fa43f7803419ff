import { existsSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { applicationFile, withApplication } from "../application/application.js";
import { asyncApiDocument } from "../asyncapi/document.js";
import { toYaml } from "../asyncapi/yaml.js";
import { CliError } from "../cli-error.js";
import { inside, shown } from "../project/paths.js";
import { projectRoot, readManifest } from "../project/project.js";
import { writeFiles } from "../project/write-files.js";
import { whileLong } from "../terminal/while-long.js";
import { textOption } from "./command.js";
import type { CommandCall } from "./command.js";

/**
 * `carillon asyncapi`: writes the AsyncAPI document of the application, or says whether a written one is up to date.
 *
 * @returns 1 when `--check` finds a file that is not what would be written now.
 * @throws CliError when the application cannot be loaded.
 */
export async function writeAsyncApi({ args, options, terminal }: CommandCall): Promise<number> {
  const { cwd, out, err } = terminal;
  const root = projectRoot(cwd);
  const isChecked = options["check"] === true;
  const named = textOption(options, "out") ?? (isChecked ? "asyncapi.yaml" : undefined);
  const path = named === undefined ? undefined : inside(root, "--out", named);
  const { name = "application", version = "0.0.0", description } = readManifest(root);
  const info = {
    title: textOption(options, "title") ?? name,
    version: textOption(options, "apiVersion") ?? version,
    description,
    server: serverOf(textOption(options, "server")),
  };
  const file = applicationFile(cwd, root, args[0] as string | undefined);
  const { document, remarks } = await whileLong(
    terminal,
    `Loading ${shown(root, file)}`,
    withApplication(file, root, (application) => asyncApiDocument(application, root, info)),
  );
  for (const remark of remarks) err(`${remark}\n`);
  const isJson = options["json"] === true || extname(path ?? "") === ".json";
  const text = isJson ? `${JSON.stringify(document, undefined, 2)}\n` : toYaml(document);
  if (path === undefined) {
    out(text);
    return 0;
  }
  const before = existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n") : undefined;
  if (isChecked) {
    if (before === text) return 0;
    const state = before === undefined ? "does not exist" : "is not up to date";
    err(`${shown(root, path)} ${state}: carillon asyncapi --out ${shown(root, path)}\n`);
    return 1;
  }
  if (before === text) {
    out(`${shown(root, path)} is up to date\n`);
    return 0;
  }
  writeFiles([{ path, text }], root);
  out(`Wrote ${shown(root, path)}\n`);
  return 0;
}

function serverOf(written: string | undefined): URL | undefined {
  if (written === undefined) return undefined;
  if (URL.canParse(written) && /^(?:ws|http)s?:$/.test(new URL(written).protocol)) return new URL(written);
  throw new CliError(`--server is a URL such as wss://example.org; got "${written}".`);
}
