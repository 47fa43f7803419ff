import { ESLint, type Linter } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, it } from "vitest";

/** The repository's own rules; those that need types are off, since the snippets belong to no project. */
const linter = new ESLint({
  overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config,
});

async function refusals(packageName: string, code: string): Promise<string[]> {
  const [result] = await linter.lintText(code, { filePath: `packages/${packageName}/src/snippet.ts` });
  const messages = result?.messages ?? [];
  // A snippet that does not parse would prove nothing.
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages
    .filter(({ ruleId }) => ruleId === "@typescript-eslint/no-restricted-imports")
    .map(({ message }) => message);
}

describe("the import table", () => {
  it.each([
    ["socket-router", `import { attachRooms } from "@carillon/socket-rooms"; attachRooms;`],
    ["socket-router", `import type { Guard } from "@carillon/socket-auth"; export type G = Guard;`],
    ["socket-auth", `import type { Route } from "@carillon/socket-router"; export type R = Route;`],
    ["socket-rooms", `export * from "@carillon/socket-auth";`],
    ["socket-contract", `import "@carillon/socket-router";`],
    ["socket-rooms", `import { Route } from "@carillon/socket-facade"; Route;`],
    ["socket-facade", `import { startServer } from "@carillon/socket-testing"; startServer;`],
    ["socket-router", `import { Socket } from "carillon"; Socket;`],
    ["socket-router", `import { Server } from "socket.io"; Server;`],
    ["socket-rooms", `import { io } from "socket.io-client"; io;`],
    ["socket-router", `import { x } from "../../socket-contract/src/envelope.js"; x;`],
    ["socket-router", `import { x } from "@carillon/socket-contract/src/envelope.js"; x;`],
    ["socket-facade", `import { x } from "@carillon/socket-router/dist/index.js"; x;`],
  ])("refuses in %s: %s", async (packageName, code) => {
    expect(await refusals(packageName, code)).toHaveLength(1);
  });

  it.each([
    ["socket-router", `import { SocketException } from "@carillon/socket-contract"; SocketException;`],
    ["socket-router", `import type { Server } from "socket.io"; export type S = Server;`],
    ["socket-facade", `import { Server } from "socket.io"; Server;`],
    ["socket-facade", `import { attachRooms } from "@carillon/socket-rooms"; attachRooms;`],
    ["socket-testing", `import { io } from "socket.io-client"; io;`],
    ["carillon", `export * from "@carillon/socket-testing";`],
  ])("allows in %s: %s", async (packageName, code) => {
    expect(await refusals(packageName, code)).toEqual([]);
  });
});
