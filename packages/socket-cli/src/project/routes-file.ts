import { CliError } from "../cli-error.js";
import { importLines } from "../templates/syntax.js";
import { guessStyle, restyle } from "./code-style.js";
import { maskText } from "./mask-text.js";

/** A registration to write down: `Route.socket("chat:message", ChatSocketController.send);`. */
export interface Registration {
  readonly facade: "Route" | "Socket";
  readonly method: "socket" | "channel" | "middleware" | "guard";
  /** What is registered: an event, a pattern, a name. */
  readonly name: string;
  /** What stands behind the name: `ChatSocketController.send`. */
  readonly argument: string;
  readonly className: string;
  /** How the routes file imports the class. */
  readonly specifier: string;
  readonly packageName: string;
  /** Whether the routes file is an ES module. */
  readonly isModule: boolean;
}

/** What the messages call what is registered. */
const kinds = { socket: "route", channel: "channel", middleware: "middleware", guard: "guard" } as const;

/** The line that registers it. */
export function registrationLine({
  facade,
  method,
  name,
  argument,
}: Omit<Registration, "specifier">): string {
  return `${facade}.${method}(${JSON.stringify(name)}, ${argument});`;
}

/**
 * Adds a registration to the text of a routes file.
 *
 * @param text - What the file holds; `""` for a new one.
 * @returns The new text: the same one when it is there already.
 * @throws CliError when the name has another one there, or the class's name means something else.
 */
export function addRegistration(text: string, registration: Registration): string {
  const { className, specifier, packageName, facade, method, name, isModule } = registration;
  const known = knownArgument(text, registration);
  if (known === "another") {
    throw new CliError(
      `The routes file already has another ${kinds[method]} for "${name}"; change it there.`,
    );
  }
  const imported = importOf(maskText(text), className);
  if (imported !== undefined && imported !== specifier) {
    throw new CliError(
      `The routes file already imports ${className} from "${imported}"; add the ${kinds[method]} there.`,
    );
  }
  if (known === "same" && imported !== undefined) return text;

  const withFacade = importFacade(text, facade, packageName);
  const language = { language: "js", isModule } as const;
  const style = guessStyle(text);
  const styled = (line: string): string => (style ? restyle(line, { ...style, indent: "  " }) : line);
  const lines = [
    ...(withFacade === undefined ? [importLines([{ from: packageName, names: [facade] }], language)] : []),
    ...(imported === undefined ? [importLines([{ from: specifier, default: className }], language)] : []),
  ];
  const before = withFacade ?? text;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const head = endOfImports(before);
  const rest = before.slice(head).replace(/\s*$/, "");
  const imports = [before.slice(0, head).trimEnd(), ...lines.map(styled)].filter((line) => line !== "");
  const body = [rest.trimStart(), known === "same" ? "" : styled(registrationLine(registration))];
  return `${imports.join(end)}${end}${end}${body.filter((line) => line !== "").join(end)}${end}`;
}

/** Whether a name is registered, and for what. */
function knownArgument(
  text: string,
  { facade, method, name, argument }: Registration,
): "same" | "another" | undefined {
  const code = maskText(text);
  const found = new RegExp(
    `\\b${facade}\\s*\\.\\s*${method}\\(\\s*(["'\`])${escaped(name)}\\1\\s*,\\s*`,
  ).exec(code);
  if (found === null) return undefined;
  const behind = code.slice(found.index + found[0].length);
  return behind.startsWith(argument) && !/^[\w.$]/.test(behind.slice(argument.length)) ? "same" : "another";
}

/** The text with the facade imported from our package; `undefined` where a line of its own is needed. */
function importFacade(text: string, facade: string, packageName: string): string | undefined {
  const code = maskText(text);
  if (new RegExp(`\\b(?:import|const)\\s*\\{[^}]*\\b${facade}\\b[^}]*\\}`).test(code)) return text;
  const list = new RegExp(
    `^import\\s*\\{([^}]*?),?\\s*\\}\\s*from\\s*["']${escaped(packageName)}["']`,
    "m",
  ).exec(code);
  if (list === null) return undefined;
  const place = list.index + list[0].indexOf(list[1] ?? "") + (list[1] ?? "").length;
  return `${text.slice(0, place)}, ${facade}${text.slice(place)}`;
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
  const code = maskText(text);
  let end = 0;
  for (const match of code.matchAll(
    /^(?:import\b[^;"']*["'][^"']+["'][^\r\n]*|const\s[^;=]*=\s*require\([^)]*\)[^\r\n]*)(?:\r?\n|$)/gm,
  )) {
    end = match.index + match[0].length;
  }
  return end;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
