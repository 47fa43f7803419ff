import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, relative } from "node:path";
import { CliError } from "../cli-error.js";

/** A file as it shall be. */
export interface PlannedFile {
  /** An absolute path. */
  readonly path: string;
  readonly text: string;
  /** Whether it was there before and has lines more: then it keeps its style. */
  readonly isEdited?: boolean;
}

/** What the system's codes mean. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "something on the way to it is a file, not a folder",
  EEXIST: "something on the way to it is a file, not a folder",
  EISDIR: "it is a folder",
  ENOSPC: "there is no space left",
};

/**
 * Writes all files or none: each beside its place first, then all into place.
 *
 * @throws CliError that says which file cannot be written and why; then everything is as it was.
 */
export function writeFiles(files: readonly PlannedFile[], root: string): void {
  const undo: (() => void)[] = [];
  let current = root;
  try {
    const drafts = files.map(({ path, text }) => {
      current = path;
      return draft(path, text, undo);
    });
    for (const { from, to } of drafts) {
      current = to;
      putInPlace(from, to, undo);
    }
  } catch (error) {
    for (const step of undo.reverse()) step();
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const reason = reasons[code] ?? (code || "unknown error");
    throw new CliError(`${relative(root, current)} cannot be written: ${reason}.`, { cause: error });
  }
}

interface Draft {
  readonly from: string;
  readonly to: string;
}

function draft(path: string, text: string, undo: (() => void)[]): Draft {
  const created = mkdirSync(dirname(path), { recursive: true });
  if (created !== undefined) undo.push(() => rmSync(created, { recursive: true, force: true }));
  // A link stays a link: what it leads to is replaced.
  const to = existsSync(path) ? realpathSync(path) : path;
  const from = `${to}.${randomUUID().slice(0, 8)}.tmp`;
  undo.push(() => rmSync(from, { force: true }));
  writeFileSync(from, text, { flag: "wx", ...(existsSync(to) && { mode: statSync(to).mode }) });
  return { from, to };
}

function putInPlace(from: string, to: string, undo: (() => void)[]): void {
  const before = existsSync(to) ? readFileSync(to) : undefined;
  renameSync(from, to);
  undo.push(() => {
    if (before === undefined) rmSync(to, { force: true });
    else writeFileSync(to, before);
  });
}
