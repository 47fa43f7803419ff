import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { io, Socket } from "socket.io-client";
import { CliError } from "../cli-error.js";

/** What is used of `socket.io-client`. */
export interface SocketClientModule {
  readonly io: typeof io;
}

/** A client without a contract. */
export type Client = Socket<Record<string, (...args: unknown[]) => void>>;

/**
 * The `socket.io-client` of the project, else the one that is installed beside this package.
 *
 * @throws CliError where neither is there.
 */
export async function loadSocketClient(cwd: string): Promise<SocketClientModule> {
  for (const from of [join(cwd, "package.json"), import.meta.url]) {
    try {
      const entry = createRequire(from).resolve("socket.io-client");
      return (await import(pathToFileURL(entry).href)) as SocketClientModule;
    } catch {
      // The next place, or the error below.
    }
  }
  throw new CliError("listen needs socket.io-client: npm install --save-dev socket.io-client");
}
