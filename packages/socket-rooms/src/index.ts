export { attachRooms } from "./attach-rooms.js";
export type { Rooms, RoomsOptions, RoomsTarget } from "./attach-rooms.js";
export type { ChannelJoined } from "./channel-requests.js";
export type { ChannelParams } from "./channel-pattern.js";
export type {
  ChannelContext,
  ChannelRule,
  ChannelRuleFor,
  ChannelRuleReference,
  JoinAnswer,
  Whisper,
} from "./channel-rule.js";
export { Channels } from "./channels.js";
export type { Channel, ChannelMatch } from "./channels.js";
export { member } from "./member.js";
export type { MemberCall, MemberMiddleware } from "./member.js";
export type {
  FullHistoryOptions,
  HistoryAnswer,
  HistoryMessage,
  HistoryOptions,
  HistoryPosition,
  HistoryStore,
} from "./history-store.js";
export { MemoryHistoryStore } from "./memory-history-store.js";
export { MemoryPresenceStore } from "./memory-presence-store.js";
export type { PresenceSnapshot } from "./presence.js";
export type { PresenceOptions } from "./presence-options.js";
export type { PresenceEntry, PresenceSession, PresenceStore, PresenceWatcher } from "./presence-store.js";
export type { Member, MemberOf } from "./presence-view.js";
export type { RedisClient } from "@carillon/socket-contract/server";
export type { PublishOptions, PublishTarget } from "./publisher.js";
export { RedisHistoryStore } from "./redis-history-store.js";
export type { RedisHistoryOptions } from "./redis-history-store.js";
export { RedisPresenceStore } from "./redis-presence-store.js";
export type { RedisPresenceOptions } from "./redis-presence-store.js";
export type { JoinOptions, SocketRooms } from "./socket-helpers.js";
export type { UserId } from "./user-room.js";
