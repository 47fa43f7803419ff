import { SocketException } from "@carillon/socket-contract";

/** The refusal of a room that is not the caller's. */
export function forbiddenRoom(message: string): SocketException {
  return new SocketException(message, { code: "forbidden_room" });
}

/** The refusal of a join whose connection closed. */
export function connectionClosed(): SocketException {
  return new SocketException("The connection closed before the room was joined.", { code: "unavailable" });
}
