export { attachRooms } from "./attach-rooms.js";
export type { Rooms, RoomsOptions, RoomsTarget } from "./attach-rooms.js";
export type { ChannelJoined } from "./channel-keeper.js";
export type { ChannelParams } from "./channel-pattern.js";
export type {
  ChannelContext,
  ChannelRule,
  ChannelRuleReference,
  JoinAnswer,
  Whisper,
} from "./channel-rule.js";
export { Channels } from "./channels.js";
export type { Channel, ChannelMatch } from "./channels.js";
export { member } from "./member.js";
export type { MemberCall, MemberMiddleware } from "./member.js";
export type { JoinOptions, SocketRooms } from "./socket-helpers.js";
export type { UserId } from "./user-room.js";
