import { SocketException } from "@carillon/socket-contract";

/** The longest room name that the helpers accept, in UTF-16 code units. */
export const maxRoomNameLength = 1_024;

/**
 * Makes sure that a value can name a room.
 *
 * @param value - Anything; often what a client sent.
 * @returns The same value, a non-empty string.
 * @throws SocketException `bad_input` for everything else: arrays, numbers, `undefined`, names too long.
 */
export function roomName(value: unknown): string {
  if (typeof value !== "string" || value === "") {
    throw new SocketException("A room is a non-empty string.", { code: "bad_input" });
  }
  if (value.length > maxRoomNameLength) {
    throw new SocketException(`A room's name has at most ${String(maxRoomNameLength)} characters.`, {
      code: "bad_input",
    });
  }
  return value;
}
