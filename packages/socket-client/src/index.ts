export type { Channel, Presence } from "./channel.js";
export type { Client, Outcome, RequestOptions } from "./client.js";
export { createClient } from "./create-client.js";
export type {
  ChannelArgs,
  ChannelName,
  ChannelParams,
  ChannelPattern,
  InfoOf,
  ListenName,
  PayloadOf,
  ReceivedOf,
  ReplyOf,
  RequestName,
  WhisperName,
  WhisperPayload,
  WhisperReceived,
} from "./names.js";
export type { NotificationList, Notifications } from "./notification-list.js";
export type { ClientOptions, DebugEntry, OfflinePolicy, ReconnectOptions, TokenReason } from "./options.js";
export { RequestError } from "./request-error.js";
export type { ClientErrorCode, RequestErrorCode, RequestIssue } from "./request-error.js";
export type { ChannelState, MessageInfo } from "./shared-channel.js";
export type { Reason, Refusal, Status } from "./status.js";
export type { Store } from "./store.js";
