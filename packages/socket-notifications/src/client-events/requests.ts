import { SocketException } from "@carillon/socket-contract";
import { positionOf } from "./cursor.js";
import type { StoreQuery } from "../stores/notification-store.js";
import { isFitText } from "../user-id.js";

/** Which notifications to list. */
export interface ListRequest {
  /** Only what came after this cursor, oldest first: what was missed. Without it: newest first. */
  readonly after?: string | undefined;
  /** Only what came before this cursor: the next page of a list. */
  readonly before?: string | undefined;
  /** Most notifications, 1 to 100. Default 50. */
  readonly limit?: number | undefined;
  /** Leaves out what was read. Default `false`. */
  readonly unreadOnly?: boolean | undefined;
}

/** Most notifications in one answer, and ids in one request. */
const most = 100;

/** @throws SocketException `bad_input` */
export function listQuery(request: unknown): StoreQuery {
  const { after, before, limit = 50, unreadOnly = false } = fieldsOf(request, "list");
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > most) {
    throw badInput(`"limit" is a whole number from 1 to ${String(most)}.`);
  }
  if (after !== undefined && before !== undefined) throw badInput('Give "after" or "before", not both.');
  if (typeof unreadOnly !== "boolean") throw badInput('"unreadOnly" is true or false.');
  return {
    after: positionOf(after, "after"),
    before: positionOf(before, "before"),
    limit: limit as number,
    unreadOnly,
  };
}

/** @throws SocketException `bad_input` */
export function readIds(request: unknown): string[] {
  const { id, ids } = fieldsOf(request, "read");
  const list: unknown = ids ?? (id === undefined ? undefined : [id]);
  if (!Array.isArray(list) || list.length > most || !list.every(isNotificationId)) {
    throw badInput(`"id" is a notification's id, or "ids" a list of at most ${String(most)} of them.`);
  }
  return [...new Set(list)];
}

/** @throws SocketException `bad_input` */
export function readAllCursor(request: unknown): string | undefined {
  const { before } = fieldsOf(request, "read-all");
  positionOf(before, "before");
  return before as string | undefined;
}

/** Whether a value can be a notification's id. */
export function isNotificationId(id: unknown): id is string {
  return isFitText(id, 128);
}

function fieldsOf(request: unknown, what: string): Record<string, unknown> {
  if (request === undefined || request === null) return {};
  if (typeof request === "object" && !Array.isArray(request)) return { ...request };
  throw badInput(`notifications:${what} takes an object.`);
}

function badInput(message: string): SocketException {
  return new SocketException(message, { code: "bad_input" });
}
