import { clearLine, createInterface, cursorTo } from "node:readline";
import type { Interface } from "node:readline";
import type { Printer } from "./printer.js";
import type { Session } from "./session.js";

const help = [
  '  <event> [payload]   send an event; the payload is JSON: chat:message {"text":"hi"}',
  "  .join <channel>     join a channel",
  "  .leave <channel>    leave a channel",
  "  .help               show this",
  "  .quit               end, as Ctrl+C and Ctrl+D do",
];

/**
 * Lets a person send events, with completion of their names.
 *
 * @param events - Names to complete.
 * @param onEnd - Called when the person is done.
 * @returns What takes the prompt away again.
 */
export function prompt(
  { input, output }: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
  {
    session,
    printer,
    events,
    onEnd,
  }: { session: Session; printer: Printer; events: readonly string[]; onEnd: () => void },
): Interface {
  const commands = [".join ", ".leave ", ".help", ".quit"];
  const lines = createInterface({
    input,
    output,
    prompt: "> ",
    completer: (line: string): [string[], string] => [complete(line, [...events, ...commands]), line],
  });
  lines.on("line", (line) => {
    void run(line.trim(), session, printer).then((goesOn) => {
      if (goesOn) lines.prompt();
      else lines.close();
    });
  });
  lines.on("close", () => {
    printer.writeBy((write) => {
      write();
    });
    onEnd();
  });
  // What arrives while a person types goes above the line, which is written again as it was.
  printer.writeBy((write) => {
    clearLine(output, 0);
    cursorTo(output, 0);
    write();
    lines.prompt(true);
  });
  lines.prompt();
  return lines;
}

/** The names that a line begins. */
export function complete(line: string, names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(line));
}

async function run(line: string, session: Session, printer: Printer): Promise<boolean> {
  const [word = "", ...rest] = line.split(" ");
  const argument = rest.join(" ").trim();
  try {
    if (word === ".quit") return false;
    if (word === ".help") for (const one of help) printer.remark(one);
    else if (word === ".join") await session.join(argument);
    else if (word === ".leave") await session.leave(argument);
    else if (word !== "") await session.send(word, payloadOf(argument));
  } catch (error) {
    printer.remark((error as Error).message);
  }
  return true;
}

/**
 * Reads a payload.
 *
 * @returns No arguments for nothing, else the JSON value; what is no JSON is a text.
 */
export function payloadOf(written: string | undefined): unknown[] {
  if (written === undefined || written === "") return [];
  try {
    return [JSON.parse(written) as unknown];
  } catch (error) {
    // Braces and quotes say that JSON was meant.
    if (/^[[{"]/.test(written))
      throw new Error(`The payload is no JSON: ${(error as Error).message}`, { cause: error });
    return [written];
  }
}
