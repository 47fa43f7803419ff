import { SocketException } from "@carillon/socket-contract";

/** Digits of a cursor; base 36 holds every position that a number can. */
const width = 11;

/**
 * Writes a position as clients get it: opaque, but of one width, so that a later one is also the greater text.
 *
 * @param position - Of a row, or 0 for before the first.
 */
export function cursorOf(position: number): string {
  return position.toString(36).padStart(width, "0");
}

/**
 * Reads a cursor that a client sent back.
 *
 * @param cursor - Anything.
 * @param name - The field that it came in, for the error.
 * @returns Its position, or `undefined` where none was given.
 * @throws SocketException `bad_input`
 */
export function positionOf(cursor: unknown, name: string): number | undefined {
  if (cursor === undefined) return undefined;
  const position = typeof cursor === "string" && /^[0-9a-z]{11}$/.test(cursor) ? parseInt(cursor, 36) : NaN;
  if (Number.isSafeInteger(position)) return position;
  throw new SocketException(`"${name}" is a cursor from an earlier answer, or left out.`, {
    code: "bad_input",
  });
}
