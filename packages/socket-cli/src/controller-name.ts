import { reservedReason } from "@carillon/socket-contract/server";
import { CliError } from "./cli-error.js";

/** A controller by its class and the folders it stands in. */
export interface ControllerName {
  readonly className: string;
  /** `["Admin"]` of `Admin/ChatSocketController`. */
  readonly folders: readonly string[];
}

/** Names that the generated files need for themselves. */
const taken: ReadonlySet<string> = new Set(["EventContext", "Route", "Socket"]);

/** Static members that a class has already, or that no route may name. */
const notMethods: ReadonlySet<string> = new Set([
  "__proto__",
  "arguments",
  "caller",
  "constructor",
  "length",
  "name",
  "prototype",
]);

/**
 * Reads `ChatSocketController` or `Admin/ChatSocketController`.
 *
 * @throws CliError for anything that cannot be a class in a folder of its own.
 */
export function readControllerName(written: unknown): ControllerName {
  const name = textOf(written);
  const folders = name.split("/");
  const className = folders.pop() ?? "";
  if (![...folders, className].every((part) => /^[A-Z][A-Za-z0-9_]{0,99}$/.test(part))) {
    throw new CliError(
      `"${name}" cannot be a controller's name; write it like ChatSocketController or Admin/ChatSocketController.`,
    );
  }
  if (taken.has(className) || className in globalThis) {
    throw new CliError(`"${className}" is the name of something else; write ${className}SocketController.`);
  }
  return { className, folders };
}

/** @throws CliError for anything that cannot be a method that a route names. */
export function readMethod(written: unknown = "handle"): string {
  const method = textOf(written);
  if (!/^[A-Za-z_$][\w$]{0,99}$/.test(method) || notMethods.has(method)) {
    throw new CliError(`"${method}" cannot be a controller's method; write it like send.`);
  }
  return method;
}

/** @throws CliError for anything that cannot be, or should not be, the name of an event. */
export function readEvent(written: unknown): string | undefined {
  if (written === undefined) return undefined;
  const event = textOf(written);
  if (!/^[A-Za-z](?:[\w:./-]{0,126}\w)?$/.test(event)) {
    throw new CliError(`"${event}" cannot be an event's name; write it like chat:message.`);
  }
  const reason = reservedReason(event);
  if (reason) throw new CliError(reason);
  return event;
}

/** The parser makes numbers of what looks like one. */
function textOf(written: unknown): string {
  return typeof written === "string" ? written : JSON.stringify(written);
}
