import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

/** An application that registers a contract has a program of its own: the registration is global to a program. */
test("a registered contract types routes, requests and broadcasts, and refuses what it does not know", () => {
  const path = fileURLToPath(new URL("../fixtures/registered/tsconfig.json", import.meta.url));
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
    },
  };
  const config = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
  const messages = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, start, messageText }) =>
        `${file?.fileName ?? ""}:${String(file?.getLineAndCharacterOfPosition(start ?? 0).line)} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  expect(messages).toEqual([]);
  expect(config?.fileNames).toHaveLength(2);
}, 60_000);
