export type {
  BuiltInClientEvents,
  BuiltInServerEvents,
  ChannelHistory,
  ChannelJoinReply,
  ChannelMark,
  ChannelPosition,
  Member,
  MissedMessage,
  NotificationItem,
  NotificationPage,
  PresenceState,
} from "./built-in-events.js";
export { defineContract } from "./contract.js";
export type {
  BroadcastPayload,
  ChannelNames,
  ChannelPatternName,
  ClientDefinition,
  ClientEventName,
  HandlerPayload,
  HandlerReply,
  ListenerPayload,
  PresenceInfo,
  RequestPayload,
  RequestReply,
  SchemaSide,
  ServerEventName,
} from "./contract.js";
export type {
  ChannelDefinition,
  ContractDefinition,
  ContractSchema,
  EventDefinition,
} from "./contract-definition.js";
export type { Envelope, ErrorEvent, FailureEnvelope, SuccessEnvelope } from "./envelope.js";
export { errorCodes, statusOf } from "./error-codes.js";
export type { ErrorCode } from "./error-codes.js";
export type { KnownName, OrAnyName } from "./known-name.js";
export type { Loose } from "./loose.js";
export type { Register, RegisteredContract, RegisteredUser } from "./register.js";
export type { ClientEvents, ServerEvents } from "./socket-io-events.js";
export { isSocketException, SocketException } from "./socket-exception.js";
export type { SocketExceptionOptions } from "./socket-exception.js";
export type { Schema, SchemaInput, SchemaIssue, SchemaOutput, SchemaResult } from "./standard-schema.js";
