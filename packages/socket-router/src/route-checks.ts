import { isReservedClientEvent, UsageError } from "@carillon/socket-contract/server";
import type { HandlerReference } from "./types.js";

/** @throws TypeError for anything that cannot name an event. */
export function checkEvent(event: unknown): void {
  if (typeof event !== "string" || event === "") {
    throw new TypeError(
      `An event's name is a string such as "chat:message"; got ${event === "" ? "an empty one" : typeof event}.`,
    );
  }
}

/** @throws TypeError for anything that cannot handle an event, saying what can. */
export function checkHandler(event: string, handler: HandlerReference): void {
  if (typeof handler === "function" || (typeof handler === "object" && (handler as unknown) !== null)) return;
  if (typeof handler === "string" && handler.includes("@")) return;
  throw new TypeError(
    `Route.socket("${event}") needs a handler: a function, "Controller@method", [Controller, "method"] or an object ` +
      `with handle(); got ${(handler as unknown) === undefined ? "undefined (is the method's name right?)" : JSON.stringify(handler)}.`,
  );
}

/** @throws UsageError `E_NOT_RESERVED` for an event that an application may have a route for. */
export function checkBuiltIn(event: string): void {
  if (isReservedClientEvent(event)) return;
  throw new UsageError(
    "E_NOT_RESERVED",
    `"${event}" is no reserved client event; register it with router.socket("${event}", handler).`,
  );
}
