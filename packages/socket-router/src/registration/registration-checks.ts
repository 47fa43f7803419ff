import { checkNode, isReservedClientEvent, UsageError } from "@carillon/socket-contract/server";
import type { HandlerReference } from "./handler.js";

/** @throws UsageError for anything that cannot name an event. */
export function checkEvent(event: unknown): asserts event is string {
  if (typeof event !== "string" || event === "") {
    throw new UsageError(
      "E_BAD_EVENT_NAME",
      `An event's name is a string such as "chat:message"; got ${event === "" ? "an empty one" : typeof event}.`,
    );
  }
  if (event.trim() !== event) {
    throw new UsageError(
      "E_BAD_EVENT_NAME",
      `The event's name "${event}" begins or ends with a space; write "${event.trim()}".`,
    );
  }
}

/** @throws UsageError for anything that cannot handle an event, saying what can. */
export function checkHandler(event: string, handler: HandlerReference): void {
  if (typeof handler === "function" || (typeof handler === "object" && (handler as unknown) !== null)) return;
  if (typeof handler === "string" && handler.includes("@")) return;
  throw new UsageError(
    "E_BAD_HANDLER",
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

/** @throws UsageError `E_NODE_VERSION` for a Node that is too old, `E_NOT_A_SERVER` for what is often passed instead of the Socket.IO server. */
export function checkServer(io: unknown): void {
  checkNode();
  const { on, setTimeout } = (io ?? {}) as { on?: unknown; setTimeout?: unknown };
  // A server of node:http has setTimeout; Socket.IO's has none.
  const isHttpServer = typeof setTimeout === "function";
  if (typeof io === "object" && typeof on === "function" && !isHttpServer) return;
  throw new UsageError(
    "E_NOT_A_SERVER",
    `attach() takes a Socket.IO server: const io = new Server(httpServer); router.attach(io). Got ${described(io)}.`,
  );
}

function described(value: unknown): string {
  if (typeof value === "function")
    return "a function; an Express application goes into createServer(app) of node:http first";
  if (typeof value !== "object" || value === null) return String(value);
  return `an instance of ${value.constructor.name}`;
}
