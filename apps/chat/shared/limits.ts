/** Characters of a message. */
export const maxTextLength = 2_000;

/** Characters of a room's name. */
export const maxRoomName = 40;
