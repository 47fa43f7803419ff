import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const fixtures = readdirSync(join(root, "packages")).flatMap((name) =>
  ts.sys.fileExists(fixtureOf(name)) ? [name] : [],
);

function fixtureOf(name: string): string {
  return join(root, "packages", name, "fixtures/registered/tsconfig.json");
}

/** An application that registers a contract has a program of its own: the registration is global to a program. */
test.each(fixtures)(
  "a registered contract types what %s offers, and refuses what it does not know",
  (name) => {
    const host: ts.ParseConfigFileHost = {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
      },
    };
    const config = ts.getParsedCommandLineOfConfigFile(fixtureOf(name), {}, host);
    const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
    const messages = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file?.fileName ?? ""}:${String(line + 1)} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
    expect(messages).toEqual([]);
    expect(config?.fileNames.length).toBeGreaterThan(0);
  },
);

test("there are such fixtures", () => {
  expect(fixtures).toEqual(["carillon", "socket-router"]);
});
