// A copy of the repository as it is in the work tree, in a folder that is thrown away.
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

/**
 * Copies what git knows, with what is not committed yet.
 *
 * @param folder - Where to; it exists.
 */
export function copyRepository(folder) {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
  });
  const archive = execFileSync("tar", ["--null", "--files-from=-", "--ignore-failed-read", "-cf", "-"], {
    cwd: root,
    input: files,
    maxBuffer: 1e9,
    stdio: ["pipe", "pipe", "ignore"],
  });
  execFileSync("tar", ["-xf", "-"], { cwd: folder, input: archive });
}
