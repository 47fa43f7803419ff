import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder with files in it that is gone when the test is over. */
export function temporaryFolder(
  files: Readonly<Record<string, string>>,
  parent: string = tmpdir(),
): Disposable & { readonly path: string } {
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, "carillon-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
