import type { ChannelRuleFor } from "carillon/rooms";
import type { Rooms } from "../data/rooms.js";

/** The messages of a room: its members read them, see each other, and see each other type. */
export function roomChannel(rooms: Rooms): ChannelRuleFor<"rooms.{room}"> {
  return {
    join: ({ user }, { room }) => {
      rooms.admit(room, user.id); // throws a reason
      return user;
    },
    presence: true,
    whisper: ["typing"],
    history: { size: 200, ttlMs: 600_000 },
  };
}
