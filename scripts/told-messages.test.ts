import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { catalogues } from "./catalogues.js";

const root = join(import.meta.dirname, "..");

/** Messages that no test can bring about, and why. */
const unseen: Record<string, string> = {
  'E_DUPLICATE_ROUTE: "{route.event}" already has a route; rename one or remove one.':
    "V8 tells where the first one was registered",
  "E_NOT_ATTACHED: The sockets are not attached yet.": "a wiring always has the rooms of its main namespace",
  "E_PROGRAM_MISSING: PostgreSQL is not installed. On Debian or Ubuntu: apt-get install postgresql":
    "the machine has it, in a folder that is not looked up by PATH",
  'E_UNKNOWN_GUARD: There is no guard "{name}". No guard is registered; did you mean "{nearest}"? Register it with guards: { {JSON.stringify(name)}: ... } or guard({JSON.stringify(name)}, ...).':
    "where there is no guard, none has a near name",
};

/** Every text in the tests of the packages; `…` stands for a value. */
function textsOfTests(): string[] {
  const texts = new Set<string>();
  for (const file of testFiles()) {
    const text = readFileSync(file, "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node)) texts.add(node.text);
      if (ts.isTemplateExpression(node)) {
        texts.add([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("…"));
      }
      if (ts.isBinaryExpression(node)) texts.add(joined(node));
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...texts];
}

function testFiles(): string[] {
  return readdirSync(join(root, "packages")).flatMap((name) =>
    ["src", "test"].flatMap((folder) => {
      const path = join(root, "packages", name, folder);
      const files = existsSync(path) ? readdirSync(path, { recursive: true, encoding: "utf8" }) : [];
      const isTest = folder === "test" ? /\.[tj]s$/ : /\.(test|suite)\.ts$/;
      return files.filter((file) => isTest.test(file)).map((file) => join(path, file));
    }),
  );
}

/** A text that is put together of several. */
function joined(node: ts.Expression): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isBinaryExpression(node)) return joined(node.left) + joined(node.right);
  return "…";
}

/** Finds a message with its values, alone or behind its code and the route that it is about. */
function isIn(texts: readonly string[], code: string, message: string): boolean {
  const parts = partsOf(message);
  const longest = parts.reduce((one, other) => (other.length > one.length ? other : one));
  const quoted = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const shape = new RegExp(`^(?:${code}: )?(?:Route "[^"]+": )?${quoted.join("[^]*?")}$`);
  return texts.some((text) => text.includes(longest) && shape.test(text));
}

/** What is between the values, whose expressions may have braces of their own. */
function partsOf(message: string): string[] {
  return message.split(/\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/);
}

it("every mistake has its whole message in a test", () => {
  const texts = textsOfTests();
  const missing = catalogues().errors.flatMap(({ code, messages }) =>
    messages.filter((message) => !isIn(texts, code, message)).map((message) => `${code}: ${message}`),
  );
  expect(missing.filter((message) => !(message in unseen))).toEqual([]);
  expect(Object.keys(unseen).filter((message) => !missing.includes(message))).toEqual([]);
});
