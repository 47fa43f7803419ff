import { EventEmitter } from "node:events";

/** The most values that one answer may hold: some megabytes of JSON, and a hundredth of a second to count. */
const maxValues = 1_000_000;

/**
 * Why a value cannot be an answer, if it cannot.
 *
 * JSON has no references: thirty small objects, each holding the next one twice, are a billion values on the wire, and
 * Socket.IO would walk them all before it noticed. A socket or a server holds half of the process.
 *
 * @param value - What a handler returned, or an exception's `data`.
 * @returns A sentence without its subject, such as `"holds a Socket, which cannot travel"`; `undefined` for what can be sent.
 */
export function unsendableReason(value: unknown): string | undefined {
  if (typeof value === "function") return "is a function, which cannot travel";
  if (isFlat(value) || !isWalked(value)) return undefined;
  if (isUnsendable(value)) return `is ${described(value)}, which cannot travel`;
  return reasonWithin(value);
}

/** Most replies: a plain object of a few scalars, looked at without a list of them. */
function isFlat(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  let count = 0;
  for (const key in value) {
    if (++count > maxValues || isWalked((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

function reasonWithin(value: object): string | undefined {
  const left: object[] = [value];
  let count = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const item of Array.isArray(next) ? (next as unknown[]) : (Object.values(next) as unknown[])) {
      if (++count > maxValues) return "holds more than a million values";
      if (!isWalked(item)) continue;
      if (isUnsendable(item)) return `holds ${described(item)}, which cannot travel`;
      left.push(item);
    }
  }
  return undefined;
}

/** What Socket.IO walks as it is: no binary data, nothing that writes itself. */
function isWalked(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    typeof (value as { toJSON?: unknown }).toJSON !== "function"
  );
}

/** Sockets, servers, streams, requests: what emits events belongs to the process. */
function isUnsendable(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return false;
  return value instanceof EventEmitter || value instanceof EventTarget;
}

function described(value: object): string {
  const { name } = value.constructor;
  return name === "" ? "an instance of a class" : `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}
