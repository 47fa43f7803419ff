import { SocketException } from "@carillon/socket-contract";
import { UsageError } from "@carillon/socket-contract/server";

const placeholder = "{id}";

/** What a user's id may be; all are compared as strings. */
export type UserId = string | number | bigint;

/** A template for personal rooms, such as `"users.{id}"`, taken apart once. */
export interface UserRoom {
  /** The template as it was written. */
  readonly template: string;
  /** The personal room of one user. */
  readonly roomOf: (id: UserId) => string;
  /** Whether a name has the form of a personal room, of any user. */
  readonly matches: (room: string) => boolean;
}

/**
 * Takes a template for personal rooms apart.
 *
 * Names are compared whole, by the text before and after `{id}`: no pattern language, so ids and literals
 * may hold any character.
 *
 * @param template - Any literal text with exactly one `{id}`.
 * @returns The template, ready to render and to match.
 * @throws UsageError `E_ROOM_TEMPLATE` when there is no `{id}`, more than one, another placeholder, or nothing beside it.
 * @example
 * ```ts
 * import { parseUserRoom } from "./user-room.js";
 *
 * parseUserRoom("users.{id}").roomOf(42); // "users.42"
 * ```
 * @see The seed document, "Per-User Room Restriction".
 */
export function parseUserRoom(template: string): UserRoom {
  const [prefix, suffix, ...more] = typeof template === "string" ? template.split(placeholder) : [];
  if (prefix === undefined || suffix === undefined || more.length > 0 || /[{}]/.test(prefix + suffix)) {
    throw new UsageError(
      "E_ROOM_TEMPLATE",
      `The room template ${JSON.stringify(template)} needs exactly one {id}; write for example "users.{id}".`,
    );
  }
  if (prefix + suffix === "") {
    throw new UsageError(
      "E_ROOM_TEMPLATE",
      'The room template "{id}" would make every room a personal one; write for example "users.{id}".',
    );
  }

  return {
    template,
    roomOf: (id) => prefix + idText(id) + suffix,
    matches: (room) =>
      room.length >= prefix.length + suffix.length && room.startsWith(prefix) && room.endsWith(suffix),
  };
}

/**
 * Whether a value can be a user's id.
 *
 * @param id - Anything.
 * @returns `false` for what would address the wrong user or all users: `undefined`, `""`, `NaN`, objects.
 */
export function isUserId(id: unknown): id is UserId {
  return (typeof id === "string" && id !== "") || typeof id === "bigint" || Number.isSafeInteger(id);
}

function idText(id: unknown): string {
  if (!isUserId(id)) {
    const got = id === "" ? "an empty string" : id === null ? "null" : typeof id;
    throw new SocketException(`A user id is a non-empty string or an integer; got ${got}.`, {
      code: "bad_input",
    });
  }
  return String(id);
}
