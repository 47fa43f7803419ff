import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";

/** Tells the log that a guard named another user than the one a socket is signed in as: a mistake, or an attack. */
export function warnOfOtherUser(
  logger: Logger,
  login: { readonly userId: string; readonly socket: Socket },
  otherUserId: string,
  phase: "refresh" | "recheck",
): void {
  const { userId, socket } = login;
  logger.warn(
    { event: "guard_named_another_user", phase, userId, otherUserId, socketId: socket.id },
    "A guard named another user than the one who is signed in; it was refused",
  );
}
