import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../packages/carillon/fixtures/registered");
const path = join(folder, "generated.ts");
const parsed = new Map<string, ts.SourceFile | undefined>();

/** An application whose contract has this many events: half from clients, with replies, and half from the server. */
function application(events: number, uses: boolean): string {
  const numbers = Array.from({ length: events / 2 }, (_, n) => n);
  const lines = (line: (n: number) => string): string => numbers.map(line).join("\n");
  const payload = (n: number): string => `z.object({ id: z.number(), text${String(n)}: z.string() })`;
  const name = (n: number): string => `group${String(n % 10)}:event:${String(n)}`;
  return `
    import { defineContract, Route, Socket } from "carillon";
    import { createClient } from "carillon/client";
    import { z } from "zod";
    const contract = defineContract({
      client: { ${lines((n) => `"${name(n)}": { payload: ${payload(n)}, reply: z.object({ n: z.number() }) },`)} },
      server: { ${lines((n) => `"news:${String(n)}": { payload: ${payload(n)} },`)} },
    });
    declare module "carillon" { interface Register { contract: typeof contract } }
    export const client = createClient();
    export { Socket };
    Route.socket("${name(0)}", (_socket, { text0 }) => ({ n: text0.length }));
    ${uses ? lines(usesOf) : ""}
  `;

  function usesOf(n: number): string {
    return `
      Route.socket("${name(n)}", (_socket, payload) => ({ n: payload.text${String(n)}.length }));
      client.request("${name(n)}", { id: 1, text${String(n)}: "" });
      client.on("news:${String(n)}", (payload) => payload.text${String(n)});
      Socket.broadcast("room", "news:${String(n)}", { id: 1, text${String(n)}: "" });
      Socket.to("room").emit("news:${String(n)}", { id: 1, text${String(n)}: "" });
    `;
  }
}

/** How many types the compiler makes of generic ones while it checks an application: the same number on every machine. */
function instantiations(text: string): number {
  const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === path || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) => {
    if (name === path) return ts.createSourceFile(name, text, ts.ScriptTarget.ES2023);
    if (!parsed.has(name)) parsed.set(name, getSourceFile.call(host, name, ...rest));
    return parsed.get(name);
  };
  const program = ts.createProgram([path], options, host);
  const problems = program.getSemanticDiagnostics(program.getSourceFile(path));
  expect(problems.map(({ messageText }) => messageText)).toEqual([]);
  return program.getInstantiationCount();
}

/** What one more event adds. */
function perEvent(uses: boolean): number {
  return (instantiations(application(80, uses)) - instantiations(application(40, uses))) / 40;
}

test("an event that is declared costs the compiler little, and one that is used hardly more than its schemas", () => {
  // What prefixed groups may call it; its schemas are not looked into.
  expect(perEvent(false)).toBeLessThan(80);
  // A client's event and one of the server are used five times and have three objects; zod takes about 160 to tell the sides of each.
  expect(perEvent(true)).toBeLessThan(760);
}, 300_000);
