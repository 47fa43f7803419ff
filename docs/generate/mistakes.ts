import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const root = resolve(import.meta.dirname, "../..");

/** A mistake of `packages/carillon/test/mistakes`: what is wrong, the code that does it, what is thrown. */
export interface ProvenMistake {
  readonly what: string;
  readonly code: string;
  readonly message: string;
}

/** The mistakes that the tests make, by their codes. */
export function provenMistakes(): Map<string, ProvenMistake[]> {
  const found = new Map<string, ProvenMistake[]>();
  for (const name of ["routes", "facade", "configuration", "parts"]) {
    const file = join(root, `packages/carillon/test/mistakes/${name}.ts`);
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isArrayLiteralExpression(node) && node.elements.length === 3) addMistake(node, found);
      else ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function addMistake({ elements }: ts.ArrayLiteralExpression, found: Map<string, ProvenMistake[]>): void {
  const [what, make, told] = elements;
  if (!what || !make || !told || !ts.isStringLiteralLike(what) || !ts.isStringLiteralLike(told)) return;
  const [, code, message] = /^(E_\w+): (.*)$/s.exec(told.text) ?? [];
  if (code === undefined || message === undefined || !ts.isArrowFunction(make)) return;
  found.set(code, [...(found.get(code) ?? []), { what: what.text, code: asWritten(make), message }]);
}

/** The code of a mistake as an application has it: through the facades, and not through the fixture of the test. */
function asWritten({ body }: ts.ArrowFunction): string {
  const text = ts.isBlock(body) ? body.getText().slice(1, -1) : body.getText();
  const lines = text
    .replaceAll(/\b(route|socket)\["(\w+)"\]\?\./g, (_, facade: string, method: string) => {
      return `${facade === "route" ? "Route" : "Socket"}.${method}`;
    })
    .replaceAll(/\bconfigured\((.*?)\)\.boot\(\)/gs, "setSocketsConfig($1);\nSocket.attach(server)")
    .replaceAll(/\bconfigured\(/g, "setSocketsConfig(")
    .replaceAll(/\bboot\(\)/g, "Socket.attach(server)")
    .replaceAll(/ as (never|unknown|object)\b/g, "")
    .replaceAll("express.createServer()", "createServer()")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const depth = Math.min(
    ...lines.slice(ts.isBlock(body) ? 0 : 1).map((line) => /^ */.exec(line)?.[0].length ?? 0),
  );
  return lines
    .map((line) => (line.startsWith(" ") ? line.slice(Math.min(depth, 99)) : line))
    .join("\n")
    .replace(/^return /m, "");
}
