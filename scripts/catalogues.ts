import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..");

/** One kind of mistake: its code and what is said about it, with `{expressions}` where values go. */
export interface UsageErrorEntry {
  readonly code: string;
  readonly packages: string[];
  readonly messages: string[];
}

/** One thing that is logged. */
export interface LogEventEntry {
  readonly event: string;
  readonly levels: string[];
  readonly packages: string[];
  readonly messages: string[];
}

/** What the sources say, and where they do not keep to the rules. */
export interface Catalogues {
  readonly errors: UsageErrorEntry[];
  readonly logEvents: LogEventEntry[];
  /** `file:line` and what is missing there. */
  readonly problems: string[];
  /** How often each code is thrown. */
  readonly throwSites: ReadonlyMap<string, number>;
  /** Files of the sources with `new Error` or `new TypeError`, which tell a developer nothing that has a code. */
  readonly plainErrors: string[];
}

/** Methods that write log lines at one level. */
const writers: Readonly<Record<string, string>> = { note: "error", "#write": "info", warn: "warn" };
const levels = new Set(["trace", "debug", "info", "warn", "error", "fatal"]);

/** Reads every `new UsageError(...)` and every log line in the sources of all packages. */
export function catalogues(): Catalogues {
  const errors = new Map<string, UsageErrorEntry>();
  const logEvents = new Map<string, LogEventEntry>();
  const problems: string[] = [];
  const throwSites = new Map<string, number>();
  const plainErrors = new Set<string>();

  for (const name of readdirSync(join(root, "packages")).sort()) {
    for (const file of sourcesOf(join(root, "packages", name, "src"))) {
      const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
      const problem = (node: ts.Node, text: string): void => {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        problems.push(`${relative(root, file)}:${line + 1} ${text}`);
      };
      const visit = (node: ts.Node): void => {
        if (ts.isNewExpression(node)) {
          const made = node.expression.getText();
          if (made === "UsageError") usageError(node, name, problem);
          if (made === "TypeError" && codeBeside(node)) usageError(node, name, problem);
          else if (made === "Error" || made === "TypeError") plainErrors.add(relative(root, file));
        } else if (ts.isCallExpression(node)) {
          logCall(node, name, problem);
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }
  return {
    errors: sorted(errors),
    logEvents: sorted(logEvents),
    problems,
    throwSites,
    plainErrors: [...plainErrors].sort(),
  };

  function usageError(node: ts.NewExpression, name: string, problem: Problem): void {
    const beside = codeBeside(node);
    const [code, message]: readonly (ts.Expression | undefined)[] = beside
      ? [beside, node.arguments?.[0]]
      : (node.arguments ?? []);
    // The code of another UsageError, told once more with what it was about.
    if (code?.getText() === "error.code") return;
    if (!code || !ts.isStringLiteral(code) || !/^E_[A-Z0-9_]+$/.test(code.text)) {
      problem(node, "UsageError needs a code as a string literal, such as E_UNKNOWN_GUARD");
      return;
    }
    const entry = errors.get(code.text) ?? { code: code.text, packages: [], messages: [] };
    errors.set(code.text, entry);
    throwSites.set(code.text, (throwSites.get(code.text) ?? 0) + 1);
    addOnce(entry.packages, name);
    for (const text of templatesOf(message)) addOnce(entry.messages, text);
  }

  /** A logger's call, or that of a function which writes log lines: `write(level, { event: "..." }, message)`. */
  function logCall(node: ts.CallExpression, name: string, problem: Problem): void {
    const isLogger = isLogCall(node);
    const args = node.arguments.map((argument) => literalOf(argument) ?? argument);
    const at = args.findIndex((argument) => ts.isObjectLiteralExpression(argument) && eventOf(argument));
    const fields = args[at];
    const event = fields && ts.isObjectLiteralExpression(fields) ? eventOf(fields) : undefined;
    if (event === undefined) {
      const [first] = node.arguments;
      // Inside of such a function the fields are those that it was called with.
      if (isLogger && !/^(fields|line|suppressed)\b/.test(first?.getText() ?? "")) {
        problem(
          node,
          `a log line's fields begin with its event: ${node.expression.getText()}({ event: "..." }, …)`,
        );
      }
      return;
    }
    const message = args[at + 1];
    if (message === undefined || (!isLogger && !event.includes("_"))) return;
    const texts = templatesOf(message);
    if (texts.some((text) => /^[a-z]|\.$/.test(text))) {
      problem(
        node,
        `a log message begins with a capital letter and has no final period: ${texts.join(" | ")}`,
      );
    }
    const entry = logEvents.get(event) ?? { event, levels: [], packages: [], messages: [] };
    logEvents.set(event, entry);
    for (const level of isLogger ? levelsOf(node.expression) : writerLevels(node.expression, args[at - 1])) {
      addOnce(entry.levels, level);
    }
    addOnce(entry.packages, name);
    for (const text of texts) addOnce(entry.messages, text);
  }
}

type Problem = (node: ts.Node, text: string) => void;

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test(-d)?\.tsx?$/.test(file))
    .map((file) => join(folder, file))
    .sort();
}

/** `Object.assign(new TypeError(message), { code: "E_..." })`: as packages without dependencies make a UsageError. */
function codeBeside({ parent }: ts.NewExpression): ts.Expression | undefined {
  if (!ts.isCallExpression(parent) || parent.expression.getText() !== "Object.assign") return undefined;
  const [, properties] = parent.arguments;
  const [code] = properties && ts.isObjectLiteralExpression(properties) ? properties.properties : [];
  return code && ts.isPropertyAssignment(code) && code.name.getText() === "code"
    ? code.initializer
    : undefined;
}

/** The object literal that an expression is, or that the constant of this name in the same file is. */
function literalOf(expression: ts.Expression): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(expression)) return expression;
  if (!ts.isIdentifier(expression)) return undefined;
  let found: ts.ObjectLiteralExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === expression.text) {
      if (node.initializer && ts.isObjectLiteralExpression(node.initializer)) found = node.initializer;
    }
    ts.forEachChild(node, visit);
  };
  visit(expression.getSourceFile());
  return found;
}

/** The event of a log line: the first of its fields, a string literal in snake_case. */
function eventOf({ properties: [first] }: ts.ObjectLiteralExpression): string | undefined {
  if (!first || !ts.isPropertyAssignment(first) || first.name.getText() !== "event") return undefined;
  if (!ts.isStringLiteral(first.initializer)) return undefined;
  const { text } = first.initializer;
  return /^[a-z0-9]+(_[a-z0-9]+)*$/.test(text) ? text : undefined;
}

/** A call of `logger.warn(...)`, `this.#logger.error(...)`, `logger()[level](...)`. */
function isLogCall({ expression }: ts.CallExpression): boolean {
  const isLevel =
    (ts.isPropertyAccessExpression(expression) && levels.has(expression.name.text)) ||
    ts.isElementAccessExpression(expression);
  return isLevel && /(^|\.|#)(log|logger|\w+Logger)(\(\))?$/.test(expression.expression.getText());
}

function levelsOf(expression: ts.Expression): string[] {
  if (ts.isPropertyAccessExpression(expression)) return [expression.name.text];
  return ts.isElementAccessExpression(expression) ? templatesOf(expression.argumentExpression) : [];
}

function writerLevels(writer: ts.Expression, level: ts.Expression | undefined): string[] {
  if (level) return templatesOf(level);
  const own = writers[ts.isPropertyAccessExpression(writer) ? writer.name.getText() : writer.getText()];
  return own === undefined ? [] : [own];
}

/** The texts that an expression can be, with `{expressions}` where values go. */
function templatesOf(node: ts.Expression | undefined): string[] {
  if (!node) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return templatesOf(node.expression);
  if (ts.isConditionalExpression(node))
    return [...templatesOf(node.whenTrue), ...templatesOf(node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const ends = templatesOf(node.right);
    return templatesOf(node.left).flatMap((start) => ends.map((end) => start + end));
  }
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (starts, { expression, literal }) => {
        const values = isText(expression) ? templatesOf(expression) : [`{${oneLine(expression)}}`];
        return starts.flatMap((start) => values.map((value) => start + value + literal.text));
      },
      [node.head.text],
    );
  }
  return [`{${oneLine(node)}}`];
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isConditionalExpression(node) || ts.isTemplateExpression(node);
}

function oneLine(node: ts.Node): string {
  return node.getText().replaceAll(/\s+/g, " ");
}

function addOnce(list: string[], item: string): void {
  if (!list.includes(item)) list.push(item);
}

function sorted<Entry>(entries: ReadonlyMap<string, Entry>): Entry[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
