import { SocketException } from "@carillon/socket-contract";
import { UsageError } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { forbiddenRoom } from "./forbidden-room.js";

/** What a {@link MemberMiddleware} reads of a per-event middleware's call. */
export interface MemberCall {
  readonly socket: Socket;
  readonly payload: unknown;
  readonly next: () => unknown;
}

/** A per-event middleware that lets members through. */
export interface MemberMiddleware {
  (call: MemberCall): unknown;
  /** Tells the router to run the payload's schema first: the room is the one that the handler sees. */
  readonly afterValidation: true;
}

/**
 * Makes a middleware that lets only members of a room send an event.
 *
 * Being able to name a room is not being in it, and Socket.IO does not check. The parameters of the pattern are read
 * from the payload: `member("rooms.{room}")` lets `{ room: "lobby" }` through for sockets in `rooms.lobby`.
 *
 * @param pattern - A room, or a pattern whose parameters are fields of the payload; `"{room}"` is a whole name.
 * @returns A middleware for `({ socket, payload, next })`.
 * @throws UsageError `E_MEMBER_PATTERN` for an empty pattern or stray braces.
 * @example
 * ```ts
 * import { member } from "@carillon/socket-rooms";
 *
 * const membersOnly = member("rooms.{room}");
 * ```
 */
export function member(pattern: string): MemberMiddleware {
  const pieces = typeof pattern === "string" ? pattern.split(/\{([A-Za-z_][A-Za-z0-9_]*)\}/) : [];
  if (pattern === "" || pieces.length === 0 || pieces.some((piece) => /[{}]/.test(piece))) {
    throw new UsageError(
      "E_MEMBER_PATTERN",
      `The middleware member needs a room pattern, got ${JSON.stringify(pattern)}; write for example "member:rooms.{room}".`,
    );
  }
  const isWholeName = pieces.length === 3 && pieces[0] === "" && pieces[2] === "";

  function membersOnly({ socket, payload, next }: MemberCall): unknown {
    const room = pieces
      .map((piece, at) => (at % 2 === 0 ? piece : field(payload, piece, isWholeName)))
      .join("");
    if (!socket.rooms.has(room) || room === socket.id) {
      throw forbiddenRoom("Only members of this room may do that.");
    }
    return next();
  }
  return Object.assign(membersOnly, { afterValidation: true as const });
}

/** One field of the payload as part of a room's name; it cannot reach into the parts beside it. */
function field(payload: unknown, name: string, isWholeName: boolean): string {
  const value: unknown =
    typeof payload === "object" && payload !== null && Object.hasOwn(payload, name)
      ? (payload as Record<string, unknown>)[name]
      : undefined;
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string" || text === "" || (!isWholeName && /[.:/]/.test(text))) {
    throw new SocketException(`The payload needs "${name}", which names the room.`, { code: "bad_input" });
  }
  return text;
}
