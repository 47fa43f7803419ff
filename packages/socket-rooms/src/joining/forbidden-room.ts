import { SocketException } from "@carillon/socket-contract";

/** The refusal of a room that is not the caller's. */
export function forbiddenRoom(message: string): SocketException {
  return new SocketException(message, { code: "forbidden_room" });
}

/** Why a join had no effect: its connection closed, or the identity that it was for ended while its handler ran. */
export function notJoined({ connected }: { readonly connected: boolean }): SocketException {
  return connected
    ? new SocketException("The session ended before the room was joined.", { code: "unauthenticated" })
    : new SocketException("The connection closed before the room was joined.", { code: "unavailable" });
}
