import { UsageError } from "../usage-error.js";

/** The first supported version of each supported line of Node; later lines are supported as well. */
const oldestMinors: Readonly<Record<number, number>> = { 20: 19, 22: 12 };
const newestLine = 22;

/**
 * Refuses a Node that is too old, before anything listens or connects.
 *
 * @param version - Such as `"22.12.0"`. Default: that of this process.
 * @throws UsageError `E_NODE_VERSION`, naming the versions that will do.
 */
export function checkNode(version: string = process.versions.node): void {
  const [line = 0, minor = 0] = version.split(".", 2).map(Number);
  if (line > newestLine || minor >= (oldestMinors[line] ?? Infinity)) return;
  throw new UsageError(
    "E_NODE_VERSION",
    `Carillon needs Node 20.19, 22.12 or newer, and this is ${version}. Install one, for example by: nvm install 22.`,
  );
}
