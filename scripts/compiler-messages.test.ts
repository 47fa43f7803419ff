import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../packages/carillon/fixtures/mistaken");

/** What the compiler prints for each mistake of the fixture, by the comment above it; the middle of a long line is left out. */
function messages(): Record<string, string> {
  const options = compilerOptions();
  const path = join(folder, "application.ts");
  const program = ts.createProgram([path], options);
  const lines = (ts.sys.readFile(path) ?? "").split("\n");
  const found: Record<string, string> = {};
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    const above = lines.slice(0, line).findLast((text) => text.startsWith("// "));
    const text = ts.flattenDiagnosticMessageText(messageText, "\n").split("\n").map(shortened).join("\n");
    const name = (above ?? "").slice(3);
    found[name] = name in found ? `${found[name] ?? ""}\nAND ${text}` : text;
  }
  return found;
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, folder).options;
}

function shortened(line: string): string {
  return line.replace(/'\(_socket: .*?\) => [^']*'/g, "'(_socket, payload) => ...'");
}

test("one short message for each mistake, which names the field or the nearest name", () => {
  expect(messages()).toMatchInlineSnapshot(`
    {
      "a broadcast without its payload": "Expected 3 arguments, but got 2.",
      "a controller without a method": "Argument of type '"ChatController"' is not assignable to parameter of type '\`\${string}@\${string}\`'.",
      "a field of a broadcast": "Type 'string' is not assignable to type 'number'.",
      "a field of a broadcast by Socket.IO's chain": "Type 'string' is not assignable to type 'number'.",
      "a field of an asynchronous reply": "Argument of type '(_socket, payload) => ...' is not assignable to parameter of type '"The reply does not fit its schema: id" & ((...args: never[]) => Promise<{ id: number; at: string; }>)'.
      Type '(_socket, payload) => ...' is not assignable to type '"The reply does not fit its schema: id"'.",
      "a field of the payload": "Property 'txt' does not exist on type '{ text: string; }'. Did you mean 'text'?",
      "a field of the reply": "Type 'string' is not assignable to type 'number'.",
      "a field of the reply in a block": "Argument of type '(_socket, payload) => ...' is not assignable to parameter of type '"The reply does not fit its schema: id" & ((...args: never[]) => { id: number; at: string; })'.
      Type '(_socket, payload) => ...' is not assignable to type '"The reply does not fit its schema: id"'.",
      "a method that does not fit": "Type '"send"' is not assignable to type '"read"'.",
      "a method that is not there": "Type '"raed"' is not assignable to type '"read"'.",
      "a missing field of the reply": "Property 'at' is missing in type '{ id: number; }' but required in type '{ id: number; at: string; }'.",
      "an event that the server does not send": "Argument of type '"order:update"' is not assignable to parameter of type '"order:updated"'.",
      "an event that the server does not send, asking for answers": "Argument of type '"order:update"' is not assignable to parameter of type '"order:updated"'.",
      "an event that the server does not send, by Socket.IO's chain": "Argument of type '"order:update"' is not assignable to parameter of type '"order:updated"'.",
      "an event that the server does not send, to a room": "Argument of type '"order:update"' is not assignable to parameter of type '"order:updated"'.",
      "an event that the server does not send, to a user": "Argument of type '"order:update"' is not assignable to parameter of type '"order:updated"'.",
      "an event that the server does not send, to all": "Argument of type '"order:update"' is not assignable to parameter of type '"order:updated"'.",
      "an event that the server does not send, without a near one": "Argument of type '"nothing"' is not assignable to parameter of type '"chat:message" | "order:updated"'.",
      "an unknown channel": "Argument of type '"order.{orderId}"' is not assignable to parameter of type '"orders.{orderId}"'.",
      "an unknown event": "Argument of type '"chat:mesage"' is not assignable to parameter of type '"chat:message"'.",
      "an unknown event without a near one": "Argument of type '"nothing"' is not assignable to parameter of type '"chat:message" | "orders:admin:retry" | "message" | "admin:retry" | "retry"'.",
      "an unknown option": "Object literal may only specify known properties, but 'midleware' does not exist in type 'RouteOptions<{ text: string; }, undefined, undefined>'. Did you mean to write 'middleware'?",
      "an unknown parameter of a channel": "Property 'id' does not exist on type 'Readonly<Record<"orderId", string>>'.",
      "another payload than the contract's": "Argument of type '(_socket, payload) => ...' is not assignable to parameter of type '"The handler takes another payload than the schema gives: text"'.",
      "no reply": "Type 'undefined' is not assignable to type '{ id: number; at: string; }'.",
      "the contract of another layer": "Argument of type '"chat:mesage"' is not assignable to parameter of type '"chat:message"'.",
    }
  `);
}, 300_000);

test("an editor completes the events, methods and channels", () => {
  const options = compilerOptions();
  const path = join(folder, "application.ts");
  const text = ts.sys.readFile(path) ?? "";
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [path],
    getScriptSnapshot: (name) => {
      const content = ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getScriptVersion: () => "1",
  });

  function completions(behind: string): string[] {
    const at = text.indexOf(behind) + behind.length;
    const entries = service.getCompletionsAtPosition(path, at, undefined)?.entries ?? [];
    return entries.map(({ name }) => name).sort();
  }

  expect(completions('Route.socket("')).toEqual(
    expect.arrayContaining(["chat:message", "orders:admin:retry"]),
  );
  expect(completions('Route.channel("')).toEqual(["orders.{orderId}", "rooms.{room}"]);
  expect(completions('[ChatController, "')).toEqual(["read"]);
  expect(completions('Socket.broadcast("orders.1", "')).toEqual(["chat:message", "order:updated"]);
}, 300_000);
