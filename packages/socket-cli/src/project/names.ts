import { reservedReason } from "@carillon/socket-contract/server";
import { CliError } from "../cli-error.js";

/** A class by its name and the folders it is in. */
export interface ClassName {
  readonly className: string;
  /** `["Admin"]` of `Admin/ChatSocketController`. */
  readonly folders: readonly string[];
}

/** What a name is for: for messages, and for a name that means something else already. */
export interface NameKind {
  /** `controller`. */
  readonly kind: string;
  /** What names of the kind end with: `SocketController`. */
  readonly suffix: string;
  /** `ChatSocketController`. */
  readonly example: string;
}

/** Names that the generated files need for themselves. */
const taken: ReadonlySet<string> = new Set([
  "ChannelContext",
  "EventContext",
  "FakeIo",
  "Guard",
  "MiddlewareCall",
  "Notification",
  "Route",
  "Socket",
  "SocketException",
]);

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
export function readClassName(name: string, { kind, suffix, example }: NameKind): ClassName {
  const folders = name.split("/");
  const className = folders.pop() ?? "";
  if (![...folders, className].every((part) => /^[A-Z][A-Za-z0-9_]{0,99}$/.test(part))) {
    throw new CliError(`"${name}" cannot be a ${kind}'s name; write it like ${example} or Admin/${example}.`);
  }
  if (taken.has(className) || className in globalThis) {
    throw new CliError(`"${className}" is the name of something else; write ${className}${suffix}.`);
  }
  return { className, folders };
}

/** @throws CliError for anything that cannot be a method that a route names. */
export function readMethod(method = "handle"): string {
  if (!/^[A-Za-z_$][\w$]{0,99}$/.test(method) || notMethods.has(method)) {
    throw new CliError(`"${method}" cannot be a controller's method; write it like send.`);
  }
  return method;
}

/** @throws CliError for anything that cannot be, or should not be, the name of an event. */
export function readEvent(event: string | undefined): string | undefined {
  if (event === undefined) return undefined;
  if (!/^[A-Za-z](?:[\w:./-]{0,126}\w)?$/.test(event)) {
    throw new CliError(`"${event}" cannot be an event's name; write it like chat:message.`);
  }
  const reason = reservedReason(event);
  if (reason) throw new CliError(reason);
  return event;
}

/** `orderShipped` or `order-shipped` of `OrderShipped`, ends of a kind left out. */
export function shortName(className: string, { suffix }: NameKind, separator: "" | "-"): string {
  const bare = className.length > suffix.length ? className.replace(new RegExp(`${suffix}$`), "") : className;
  const words = bare.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9_]+/g) ?? [bare];
  return words.map((word, at) => (separator === "-" || at === 0 ? word.toLowerCase() : word)).join(separator);
}
