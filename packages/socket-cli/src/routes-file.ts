import { CliError } from "./cli-error.js";

/** A route to write down. */
export interface NewRoute {
  readonly event: string;
  readonly className: string;
  readonly method: string;
  /** How the routes file imports the controller. */
  readonly specifier: string;
  readonly packageName: string;
  /** Whether the routes file is an ES module. */
  readonly isModule: boolean;
}

/**
 * Adds a route to the text of a routes file.
 *
 * @param text - What the file holds; `""` for a new one.
 * @returns The new text: the same one when the route is there already.
 * @throws CliError when the event has another route there, or the class's name means something else.
 */
export function addRoute(text: string, route: NewRoute): string {
  const { event, className, method, specifier, packageName, isModule } = route;
  const handler = `${className}.${method}`;
  const code = withoutComments(text);
  const known = new RegExp(
    `\\bRoute\\s*\\.\\s*socket\\(\\s*(["'\`])${escaped(event)}\\1\\s*,\\s*([\\w.$]*)`,
  ).exec(code);
  if (known !== null && known[2] !== handler) {
    throw new CliError(`The routes file already has another route for "${event}"; change it there.`);
  }
  const imported = importOf(code, className);
  if (imported !== undefined && imported !== specifier) {
    throw new CliError(
      `The routes file already imports ${className} from "${imported}"; add the route there.`,
    );
  }
  if (known !== null && imported !== undefined) return text;

  const lines: string[] = [];
  if (!/\b(?:import|const)\s*\{[^}]*\bRoute\b[^}]*\}/.test(code)) {
    lines.push(
      isModule ? `import { Route } from "${packageName}";` : `const { Route } = require("${packageName}");`,
    );
  }
  if (imported === undefined) {
    lines.push(
      isModule ? `import ${className} from "${specifier}";` : `const ${className} = require("${specifier}");`,
    );
  }
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const head = endOfImports(text);
  const rest = text.slice(head).replace(/\s*$/, "");
  const added = known === null ? `Route.socket("${event}", ${handler});` : "";
  const imports = [text.slice(0, head).trimEnd(), ...lines].filter((line) => line !== "").join(end);
  const body = [rest.trimStart(), added].filter((line) => line !== "").join(end);
  return `${imports}${end}${end}${body}${end}`;
}

/** The specifier that a name is imported from. */
function importOf(code: string, name: string): string | undefined {
  const binding = escaped(name);
  const found =
    new RegExp(`^\\s*import\\s+${binding}\\b[^;"']*\\bfrom\\s*["']([^"']+)["']`, "m").exec(code) ??
    new RegExp(`^\\s*const\\s+${binding}\\s*=\\s*require\\(\\s*["']([^"']+)["']`, "m").exec(code);
  return found?.[1];
}

/** Where the last import at the beginning of a line ends; 0 without one. */
function endOfImports(text: string): number {
  const code = withoutComments(text);
  let end = 0;
  for (const match of code.matchAll(
    /^(?:import\b[^;"']*["'][^"']+["'][^\r\n]*|const\s[^;=]*=\s*require\([^)]*\)[^\r\n]*)(?:\r?\n|$)/gm,
  )) {
    end = match.index + match[0].length;
  }
  return end;
}

/** The same text with blanks for comments, so that places stay the same. Strings are left as they are. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (match, quoted) => (quoted === undefined ? match.replace(/[^\r\n]/g, " ") : match),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
