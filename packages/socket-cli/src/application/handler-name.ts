import { existsSync, readFileSync } from "node:fs";
import { closingOf, maskText } from "../project/mask-text.js";
import type { RouteShape } from "./shapes.js";

/** Functions of ours that middleware is made of, as an application writes them. */
const ownMiddleware: Readonly<Record<string, string>> = {
  membersOnly: "member(...)",
  throttleEvents: "throttle(...)",
  "(anonymous)": "(inline)",
};

/**
 * What handles a route, as the application wrote it: `ChatSocketController.send` for a static method, whose own name is only
 * `send`.
 */
export function handlerName({ handler, source }: Pick<RouteShape, "handler" | "source">): string {
  if (handler.includes("@")) return handler.replace("@", ".");
  const call = source === undefined ? undefined : callAt(source);
  if (call?.name === "notifications") return "Route.notifications";
  const written = call?.args[1] ?? "";
  if (/^[A-Za-z_$][\w$]*(?:\.[\w$]+)*$/.test(written)) {
    const last = written.split(".").at(-1);
    // A wrapped function has another name, which says more than the variable.
    if (last === handler || handler === "(anonymous)" || written.includes(".")) return written;
  }
  return handler === "(anonymous)" ? "(inline)" : handler;
}

/** A middleware's name, as an application would write it. */
export function middlewareName(name: string): string {
  return ownMiddleware[name] ?? name;
}

/** The call at a place of a file: the method's name and its arguments as they are written. */
function callAt(source: string): { name: string; args: string[] } | undefined {
  const [, file = "", line = "0", column = "0"] = /^(.*):(\d+):(\d+)$/.exec(source) ?? [];
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n");
  const start =
    lines.slice(0, Number(line) - 1).reduce((sum, one) => sum + one.length + 1, 0) + Number(column) - 1;
  const masked = maskText(text, { strings: true });
  const call = /^(?:[\w$]+\s*\.\s*)*(socket|notifications|fallback)\s*(?:<[^(]*>)?\(/.exec(
    masked.slice(start),
  );
  if (call === null) return undefined;
  const open = start + call[0].length - 1;
  const close = closingOf(masked, open);
  return close < 0 ? undefined : { name: call[1] ?? "", args: splitArgs(text, masked, open + 1, close) };
}

function splitArgs(text: string, masked: string, from: number, to: number): string[] {
  const args: string[] = [];
  let start = from;
  for (let at = from; at < to; at++) {
    if ("([{".includes(masked.charAt(at))) at = Math.max(at, closingOf(masked, at));
    else if (masked.charAt(at) === ",") {
      args.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  args.push(text.slice(start, to).trim());
  return args;
}
