import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { CliError } from "../cli-error.js";
import { inStyle } from "../project/code-style.js";
import { findContract } from "../project/contract-file.js";
import { findFile } from "../project/find-file.js";
import { inWordsOf, packageManagerOf } from "../project/package-manager.js";
import { inside, shown, specifierOf } from "../project/paths.js";
import { projectRoot, readProject } from "../project/project.js";
import type { Project } from "../project/project.js";
import { addRegistration, registrationLine } from "../project/routes-file.js";
import type { Registration } from "../project/routes-file.js";
import { writeFiles } from "../project/write-files.js";
import type { PlannedFile } from "../project/write-files.js";
import type { TestedFile } from "../templates/layer-test.js";
import { testPath } from "../templates/test-file.js";
import { textOption } from "./command.js";
import type { Options } from "./command.js";
import type { Terminal } from "../terminal/terminal.js";

/** The options that every `make:*` has. */
export const makeOptions = {
  force: ["--force", "Overwrite files that exist"],
  dryRun: ["--dry-run", "Show what would be written, and write nothing"],
  test: ["--no-test", "Write no test beside it"],
  routes: ["--routes <file>", "The routes file; without it, routes/sockets.{ts,js}"],
} as const;

/** What a `make:*` is about to write, and what it says afterwards. */
export class Making {
  readonly root: string;
  readonly project: Project;
  readonly #options: Options;
  readonly #files: PlannedFile[] = [];
  readonly #remarks: string[] = [];

  /** @throws CliError where there is no project, or Carillon is not installed in it. */
  constructor(options: Options, { cwd }: Pick<Terminal, "cwd">, project?: Project) {
    this.root = project?.root ?? projectRoot(cwd);
    this.project = project ?? readProject(this.root);
    this.#options = options;
    if (
      options["register"] !== true &&
      options["register"] !== undefined &&
      options["routes"] !== undefined
    ) {
      throw new CliError(
        "--routes names the file that --register writes to; add --register, or leave it out.",
      );
    }
  }

  /** The path of a class: `app/Sockets/Admin/X.ts` for the default folder `Sockets`. */
  pathOf(folder: string, folders: readonly string[], className: string): string {
    const named = textOption(this.#options, "folder");
    const place =
      named === undefined
        ? join(this.root, this.project.base, "app", folder)
        : inside(this.root, "--folder", named);
    return join(place, ...folders, `${className}.${this.project.extension}`);
  }

  /**
   * Adds a new file.
   *
   * @throws CliError where it exists and `--force` was not given.
   */
  create(path: string, text: string): void {
    if (existsSync(path) && this.#options["force"] !== true) {
      throw new CliError(`${shown(this.root, path)} exists already; --force overwrites it.`);
    }
    this.#files.push({ path, text });
  }

  /** Adds the test of a new file, unless the user wants none or nothing is installed that it could run with. */
  createTest(path: string, sourceOf: (tested: TestedFile) => string): void {
    if (this.#options["test"] === false) return;
    const { testingPackage } = this.project;
    if (testingPackage === undefined) {
      this.remark(
        "No test was written: npm install --save-dev @carillon/socket-testing brings what it needs.",
      );
    } else {
      const test = testPath(path, this.project);
      const specifier = specifierOf(test, path, this.project);
      const hasOtherContract = findContract(this.root) !== undefined;
      this.create(test, sourceOf({ specifier, testingPackage, hasOtherContract }));
    }
  }

  /** Changes a file, or leaves it as it is where nothing changes. */
  edit(path: string, before: string, after: string): void {
    if (before !== after) this.#files.push({ path, text: after, ...(before !== "" && { isEdited: true }) });
  }

  /** Adds a registration to the routes file where `--register` was given, else says which line it is. */
  register(
    path: string,
    registration: Omit<Registration, "specifier" | "packageName" | "isModule">,
    isWritten: boolean = this.#options["register"] === true,
  ): void {
    const { project, root } = this;
    const whole = { ...registration, packageName: project.packageName, isModule: project.isModule };
    if (!isWritten) {
      this.remark(`Its line for the routes file: ${registrationLine(whole)}`);
      return;
    }
    const named = textOption(this.#options, "routes");
    const base =
      named === undefined ? join(root, project.base, "routes/sockets") : inside(root, "--routes", named);
    const routes = findFile(base) ?? (extname(base) === "" ? `${base}.${project.extension}` : base);
    const planned = this.#files.findIndex((file) => file.path === routes);
    const before = this.#files[planned]?.text ?? (existsSync(routes) ? readFileSync(routes, "utf8") : "");
    const after = addRegistration(before, {
      ...whole,
      specifier: specifierOf(routes, path, project),
      isModule: isModule(routes, project),
    });
    const isEdited = existsSync(routes);
    if (planned >= 0) this.#files[planned] = { path: routes, text: after, isEdited };
    else this.edit(routes, before, after);
  }

  /** Says something once the files are written. */
  remark(text: string): void {
    this.#remarks.push(text);
  }

  /** Writes all of it or nothing, and says so. */
  async finish({ out }: Pick<Terminal, "out">): Promise<void> {
    const files = await inStyle(this.#files, this.root);
    if (this.#options["dryRun"] === true) {
      for (const { path, text } of files) out(`Would write ${shown(this.root, path)}:\n\n${text}\n`);
      return;
    }
    writeFiles(files, this.root);
    for (const { path } of files) out(`Wrote ${shown(this.root, path)}\n`);
    const manager = packageManagerOf(this.root);
    for (const remark of this.#remarks) out(`${inWordsOf(manager, remark)}\n`);
  }
}

/** TypeScript is written with `import` whatever it becomes. */
function isModule(path: string, project: Project): boolean {
  const extension = extname(path);
  return extension === ".js" ? project.isEsm : extension !== ".cjs";
}
