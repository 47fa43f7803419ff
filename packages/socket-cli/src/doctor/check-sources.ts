import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { maskText } from "../project/mask-text.js";
import { shown } from "../project/paths.js";
import type { Finding, Patient } from "./finding.js";

/** Something in a source file that looks right and is not. */
interface Trap {
  readonly pattern: RegExp;
  /** The trap is none in a file that has this, too. */
  readonly unless?: RegExp;
  /** Only in files whose path matches. */
  readonly inFiles?: RegExp;
  readonly level: "warning" | "error";
  readonly message: string;
  readonly mend: string;
}

const traps: readonly Trap[] = [
  {
    pattern: /\bsocket\.join\(\s*(?:`[^`]*\$\{\s*)?(?:payload|data|body|message|msg)\b/g,
    level: "warning",
    message: "socket.join is Socket.IO's own and lets a client into any room that it names",
    mend: "await socket.joinRoom(room), or Route.channel(...) with a rule",
  },
  {
    pattern: /\bSocket\.(?:broadcast|to|toRoom)\(\s*(?:payload|data)\.\w+/g,
    unless: /\bmember[:(]|\brooms\.(?:has|includes)\(/,
    level: "warning",
    message: "A client names the room that is sent to, and nothing asks whether it is in it",
    mend: 'Ask context.rooms.has(room) first, or use the middleware "member:..."',
  },
  {
    pattern: /\bio\.use\(\s*async\b/g,
    unless: /\btry\b/,
    level: "warning",
    message: "Socket.IO does not catch what an async io.use throws: the client waits and Node may end",
    mend: "Socket.use(async (socket, next) => ...), which answers the client",
  },
  {
    pattern: /\bquery\s*:\s*\{\s*token\b/g,
    level: "warning",
    message: "A token in the URL ends up in proxy logs and in the browser's history",
    mend: "io(url, { auth: { token } })",
  },
  {
    pattern: /\bimport\s+(?!type\b)[^;]*?\bfrom\s*["']carillon["']/g,
    inFiles: /^(?:web|client|public|frontend|src\/(?:web|client|components|pages))\//,
    level: "error",
    message: "A page that imports from carillon bundles the server",
    mend: "Import from carillon/client or carillon/contract",
  },
];

/** Where the code of an application is. */
const folders = ["app", "routes", "src", "server", "lib", "web", "client", "public", "frontend", "sockets"];
/** Most files that are looked at. */
const maxFiles = 2000;

/** Looks for traps in the project's own code. */
export function checkSources({ root }: Patient): Finding[] {
  const files = sourceFiles(root);
  const found = files.flatMap((path) => trapsIn(shown(root, path), readFileSync(path, "utf8")));
  return found.length > 0 || files.length === 0
    ? found
    : [
        {
          level: "ok",
          message: `No known trap in ${files.length} source file${files.length === 1 ? "" : "s"}`,
        },
      ];
}

/**
 * The traps of one file.
 *
 * @param name - Its path in the project, with slashes.
 */
export function trapsIn(name: string, text: string): Finding[] {
  const code = maskText(text);
  return traps
    .filter(({ unless, inFiles }) => !(unless?.test(code) ?? false) && (inFiles?.test(name) ?? true))
    .flatMap(({ pattern, level, message, mend }) =>
      [...code.matchAll(pattern)].map(({ index }) => {
        const line = code.slice(0, index).split("\n").length;
        return { level, message, mend, where: `${name}:${line}` };
      }),
    );
}

function sourceFiles(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of entriesOf(folder)) {
      if (entry.name.startsWith(".") || /^(?:node_modules|dist|build|coverage|vendor)$/.test(entry.name))
        continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/\.[cm]?[jt]sx?$/.test(entry.name) && found.length < maxFiles) found.push(path);
    }
  };
  for (const folder of folders) visit(join(root, folder));
  for (const { name } of entriesOf(root)) {
    if (/^(?:server|index|app|main|socket|sockets)\.[cm]?[jt]s$/.test(name)) found.push(join(root, name));
  }
  return found;
}

function entriesOf(folder: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that is not there holds no traps.
    return [];
  }
}
