import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { loadSocketsConfig } from "@carillon/socket-facade";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.js";

const esm = "export default { path: '/live' };";
const cjs = "module.exports = { path: '/live' };";
const compiled =
  "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = { path: '/live' };";

describe("a configuration file", () => {
  test.each([
    ["config/sockets.js", esm, "module"],
    ["config/sockets.mjs", esm, "commonjs"],
    ["config/sockets.js", cjs, "commonjs"],
    ["config/sockets.cjs", compiled, "module"],
  ])("%s: %s in a %s package", (name, text, type) => {
    using folder = temporaryFolder({ [name]: text, "package.json": JSON.stringify({ type }) });
    expect(loadIn(folder.path, "{}", repository)).toEqual({ path: "/live" });
  });

  test("in TypeScript, by jiti where Node cannot run it", () => {
    using folder = temporaryFolder({
      "config/sockets.ts": "enum Path { Live = '/live' }\nexport default { path: Path.Live as string };",
    });
    expect(loadIn(folder.path, "{}", repository)).toEqual({ path: "/live" });
  });

  test("in TypeScript without a loader: the error says what to install", () => {
    using folder = temporaryFolder({
      "config/sockets.ts": "enum Path { Live = '/live' }\nexport default {};",
    });
    expect(loadIn(folder.path, "{}", undefined)).toBe(
      `Node ${process.versions.node} cannot run ${folder.path}/config/sockets.ts. Install a loader: npm install jiti. Or start with tsx, or write the file in JavaScript.`,
    );
  });

  test("by its name, relative to the root", async () => {
    using folder = temporaryFolder({ "live.mjs": esm });
    expect(await loadSocketsConfig({ root: folder.path, file: "live.mjs" })).toEqual({ path: "/live" });
  });

  test("that is missing, or exports nothing, is refused by name", async () => {
    using folder = temporaryFolder({ "config/sockets.mjs": "export const path = '/live';" });
    const { path: root } = folder;
    await expect(loadSocketsConfig({ root })).rejects.toThrow(
      'config/sockets.mjs must export the configuration as default: export default { path: "/socket.io" }.',
    );
    await expect(loadSocketsConfig({ root, file: "live.js" })).rejects.toThrow(
      `There is no live.js in ${root}`,
    );
    await expect(loadSocketsConfig({ root, file: "config" })).rejects.toThrow(
      `There is no config in ${root}`,
    );
    await expect(loadSocketsConfig({ root, file: "" })).rejects.toThrow("There is no file in");
    await expect(loadSocketsConfig({ root: `${root}/config` })).rejects.toThrow(
      "sockets.{ts,mts,js,mjs,cjs}",
    );
  });

  test("that throws: its own error comes through", async () => {
    using folder = temporaryFolder({ "config/sockets.mjs": "throw new RangeError('no database');" });
    await expect(loadSocketsConfig({ root: folder.path })).rejects.toThrow("no database");
  });
});

/** Where `jiti` can be found. */
const repository = new URL("../node_modules/.cache", import.meta.url).pathname;

/** What plain Node makes of a file, by the package's own sources as JavaScript: the configuration, or the error. */
function loadIn(root: string, options: string, home: string | undefined): unknown {
  const sources = Object.fromEntries(
    [
      "../src/config/config-file.ts",
      "../src/config/import-module.ts",
      "../../socket-contract/src/usage-error.ts",
    ].map((file) => [basename(file).replace(/ts$/, "js"), javaScript(file)]),
  );
  using program = temporaryFolder({ ...sources, "package.json": '{ "type": "module" }' }, home);
  const script = `import { loadSocketsConfig } from ${JSON.stringify(`${program.path}/config-file.js`)};
    const outcome = await loadSocketsConfig(${options}).catch((error) => error.message);
    process.stdout.write(JSON.stringify(outcome));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

function javaScript(file: string): string {
  const source = readFileSync(new URL(file, import.meta.url), "utf8").replace(
    "@carillon/socket-contract/server",
    "./usage-error.js",
  );
  const compilerOptions = { module: ModuleKind.ES2022, target: ScriptTarget.ES2022 };
  return transpileModule(source, { compilerOptions }).outputText;
}
