import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCli } from "@carillon/socket-cli";

/** A project in a folder of its own, gone when the test is over, and the command line in it. */
export interface TestProject extends Disposable {
  readonly path: string;
  run(...args: string[]): Promise<Outcome>;
  /** What a file holds; `undefined` where there is none. */
  read(name: string): string | undefined;
  /** Every file, the manifest left out. */
  files(): string[];
}

/** What a command said and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Makes a project of some files; a manifest that has the umbrella, unless there is one among them. */
export function project(files: Readonly<Record<string, string>> = {}): TestProject {
  const path = mkdtempSync(join(tmpdir(), "carillon-cli-"));
  const manifest = JSON.stringify({ type: "module", dependencies: { carillon: "*" } });
  for (const [name, text] of Object.entries({ "package.json": manifest, ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return {
    path,
    async run(...args) {
      let [out, err] = ["", ""];
      const code = await runCli(args, {
        cwd: path,
        out: (text) => void (out += text),
        err: (text) => void (err += text),
      });
      return { code, out, err };
    },
    read: (name) => (existsSync(join(path, name)) ? readFileSync(join(path, name), "utf8") : undefined),
    files: () =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== "package.json")
        .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
        .sort(),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
