import { readFileSync } from "node:fs";
import { expect, vi } from "vitest";
import { setSocketManager, Socket, SocketManager } from "@carillon/socket-facade";
import { onFreePorts } from "./example-ports.js";

/**
 * Runs the `server.ts` of an example, then its `client.ts`, in this process, and looks for what the client's comments say that it prints.
 *
 * @param folder - Of the example.
 * @param prefix - What the names of its files begin with.
 * @returns The lines that were printed.
 */
export async function runExample(folder: string, prefix = ""): Promise<string[]> {
  using ports = onFreePorts();
  using printed = vi.spyOn(console, "log").mockReturnValue();
  try {
    await import(/* @vite-ignore */ `${folder}/${prefix}server.ts`);
    await ports.listening();
    await import(/* @vite-ignore */ `${folder}/${prefix}client.ts`);
  } finally {
    await Socket.close();
    setSocketManager(new SocketManager());
  }
  return expectPrinted(`${folder}/${prefix}client.ts`, printed.mock.calls);
}

/**
 * Looks for what the comments of a file say that it prints, behind `console.log(...)` and behind requests whose events are printed.
 *
 * @returns The lines that were printed.
 */
export function expectPrinted(file: string, calls: readonly (readonly unknown[])[]): string[] {
  const printed = calls.map((words) => words.join(" "));
  const comments = readFileSync(file, "utf8").matchAll(
    /^.*(?:console\.log\(.*|await .*\.(?:request|emitWithAck)\(.*); \/\/ (.+)$/gm,
  );
  const expected = Array.from(comments, ([, text = ""]) => text);
  expect(expected.length).toBeGreaterThan(0);
  for (const text of expected) expect(printed).toContain(text);
  return printed;
}
