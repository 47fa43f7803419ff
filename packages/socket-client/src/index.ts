export type { Channel, Presence } from "./channels/channel.js";
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
export type { NotificationList, Notifications } from "./notifications/notifications.js";
export type {
  ClientClock,
  ClientOptions,
  DebugEntry,
  OfflinePolicy,
  ReconnectOptions,
  TokenReason,
} from "./options.js";
export { RequestError } from "./requests/request-error.js";
export type { ClientErrorCode, RequestErrorCode, RequestIssue } from "./requests/request-error.js";
export type { ChannelState, MessageInfo } from "./channels/shared-channel.js";
export type { Reason, Refusal, Status } from "./connection/status.js";
export type { Store } from "./store.js";
