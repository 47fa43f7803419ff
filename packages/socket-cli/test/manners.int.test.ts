import { stripVTControlCharacters } from "node:util";
import { runCli } from "@carillon/socket-cli";
import { expect, test } from "vitest";
import { commands } from "../src/commands/commands.js";
import { showsColors } from "../src/terminal/terminal.js";

async function run(
  args: readonly string[],
  hasColors = false,
): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await runCli(args, {
    cwd: "/",
    hasColors,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}

const names = commands.map(({ usage }) => usage.split(" ", 1)[0] ?? "");

test.each(names)(
  "%s --help has its usage, every option and examples that begin with its name",
  async (name) => {
    const command = commands.find(({ usage }) => usage.startsWith(name));
    for (const flag of ["--help", "-h"]) {
      const { code, out, err } = await run([name, flag]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain(`Usage\n  carillon ${command?.usage ?? ""}`);
      for (const [flags, description] of command?.options ?? []) {
        expect(out).toContain(flags);
        expect(out).toContain(description);
      }
      const examples = out.split("Examples\n")[1]?.trimEnd().split("\n") ?? [];
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(example.startsWith(`  carillon ${name}`)).toBe(true);
    }
  },
);

test.each(names)("%s is named where one letter of it is missing, with exit code 1", async (name) => {
  const { code, out, err } = await run([name.slice(0, 2) + name.slice(3)]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain(`did you mean ${name}?`);
});

test("help has colours where the terminal has, and the same words", async () => {
  const [plain, coloured] = [await run(["--help"]), await run(["--help"], true)];
  expect(coloured.out).not.toBe(plain.out);
  expect(stripVTControlCharacters(coloured.out)).toBe(plain.out);
});

test.each([
  ["a terminal", true, {}, true],
  ["a pipe", false, {}, false],
  ["NO_COLOR", true, { NO_COLOR: "1" }, false],
  ["NO_COLOR against FORCE_COLOR", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
  ["an empty NO_COLOR, which does not count", true, { NO_COLOR: "" }, true],
  ["FORCE_COLOR", false, { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, false],
  ["a dumb terminal", true, { TERM: "dumb" }, false],
])("colours for %s", (_what, isTTY, environment, expected) => {
  expect(showsColors({ isTTY }, environment)).toBe(expected);
});

test("the exit codes that help names are the ones there are", async () => {
  const { code, out } = await run(["--help"]);
  expect(out).toContain("0 when all is well, 1 when not.");
  expect(code).toBe(0);
  expect((await run(["route:list"])).code).toBe(1);
  expect((await run(["--banana"])).code).toBe(1);
});

test("listen looks at all that was typed before it connects", async () => {
  for (const [args, message] of [
    [["--emit", "x", "--payload", "{a:1}"], "The payload is no JSON"],
    [["--timeout", "soon"], "--timeout is a duration"],
  ] as const) {
    const { code, err } = await run(["listen", "http://127.0.0.1:1", ...args]);
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
  }
});
