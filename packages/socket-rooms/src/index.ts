export { attachRooms } from "./attach-rooms.js";
export { Rooms } from "./rooms.js";
export type { RoomsOptions, RoomsTarget } from "./rooms-options.js";
export type { ChannelClientEvents, ChannelEventHandler } from "./channels/client-events.js";
export type { ClientLimits } from "./channels/client-limits.js";
export type { ChannelJoined, ChannelReply } from "./channels/channel-requests.js";
export type { ChannelParams } from "./channels/channel-pattern.js";
export type {
  ChannelContext,
  ChannelRule,
  ChannelRuleFor,
  ChannelRuleReference,
  JoinAnswer,
  Whisper,
} from "./channels/channel-rule.js";
export { Channels } from "./channels/channels.js";
export type { Channel, ChannelMatch } from "./channels/channels.js";
export { member } from "./joining/member.js";
export type { MemberCall, MemberMiddleware } from "./joining/member.js";
export type { FullHistoryOptions, HistoryOptions } from "./history/history-options.js";
export type {
  HistoryAnswer,
  HistoryMessage,
  HistoryPosition,
  HistoryStore,
} from "./history/history-store.js";
export { MemoryHistoryStore } from "./history/memory-history-store.js";
export { MemoryPresenceStore } from "./presence/memory-presence-store.js";
export type { PresenceSnapshot } from "./presence/presence-room.js";
export type { PresenceOptions, PresenceSetting } from "./presence/presence-options.js";
export type {
  PresenceEntry,
  PresenceSession,
  PresenceStore,
  PresenceWatcher,
} from "./presence/presence-store.js";
export type { Member, MemberOf } from "./presence/presence-view.js";
export type { RedisClient } from "@carillon/socket-contract/server";
export type { PublishOptions, PublishTarget } from "./history/publisher.js";
export { RedisHistoryStore } from "./history/redis-history-store.js";
export type { RedisHistoryOptions } from "./history/redis-history-store.js";
export { RedisPresenceStore } from "./presence/redis-presence-store.js";
export type { RedisPresenceOptions } from "./presence/redis-presence-store.js";
export type { JoinOptions, SocketRooms } from "./joining/socket-helpers.js";
export type { UserId } from "./joining/user-room.js";
