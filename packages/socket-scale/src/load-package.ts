import { ownRequire } from "#own-require";
import { UsageError } from "@carillon/socket-contract/server";

/**
 * Loads a package that an application installs only if it needs it.
 *
 * @param name - The package.
 * @param what - What needs it, as the subject of the error's sentence.
 * @throws UsageError `E_MISSING_PACKAGE`, saying how to install it.
 */
export function loadPackage(name: string, what: string): unknown {
  try {
    return ownRequire(name);
  } catch (error) {
    throw new UsageError("E_MISSING_PACKAGE", `${what} needs the package ${name}: npm install ${name}`, {
      cause: error,
    });
  }
}
