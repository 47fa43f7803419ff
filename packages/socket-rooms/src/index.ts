export { attachRooms } from "./attach-rooms.js";
export type { Rooms, RoomsOptions, RoomsTarget } from "./attach-rooms.js";
export type { SocketRooms } from "./socket-helpers.js";
export type { UserId } from "./user-room.js";
