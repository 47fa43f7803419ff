import { UsageError } from "../usage-error.js";

/** The oldest supported line of Node. */
const oldestMajor = 20;

/**
 * Refuses a Node that is too old, before anything listens or connects.
 *
 * @param version - Such as `"22.12.0"`. Default: that of this process.
 * @throws UsageError `E_NODE_VERSION`, naming the versions that will do.
 */
export function checkNode(version: string = process.versions.node): void {
  if (Number.parseInt(version, 10) >= oldestMajor) return;
  throw new UsageError(
    "E_NODE_VERSION",
    `Carillon needs Node 20.19, 22.12 or newer, and this is ${version}. Install one, for example by: nvm install 22.`,
  );
}
