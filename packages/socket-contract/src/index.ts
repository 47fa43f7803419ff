export { answerEvent, envelopeOf } from "./answer-event.js";
export type { AnsweredSocket } from "./answer-event.js";
export { authStateOf, stampAuthState } from "./auth-state.js";
export type { AuthState, Identity } from "./auth-state.js";
export { defineContract } from "./contract.js";
export type {
  BroadcastPayload,
  ChannelDefinition,
  ChannelNames,
  ClientEventName,
  ClientEvents,
  ContractDefinition,
  EventDefinition,
  HandlerPayload,
  HandlerReply,
  ListenerPayload,
  PresenceInfo,
  RequestPayload,
  RequestReply,
  ServerEventName,
  ServerEvents,
} from "./contract.js";
export { failureOf } from "./envelope.js";
export type { Envelope, ErrorEvent, FailureEnvelope, SuccessEnvelope } from "./envelope.js";
export { errorCodes, statusOf } from "./error-codes.js";
export type { ErrorCode } from "./error-codes.js";
export { consoleLogger, printable } from "./logger.js";
export type { Logger, LogMethod } from "./logger.js";
export { drainAnswers, giveUpAnswers, goingAway, PendingAnswer } from "./pending-answer.js";
export { nearestName } from "./nearest-name.js";
export type { Loose, Register, RegisteredContract, RegisteredUser } from "./register.js";
export { isSocketIoName, reservedReason } from "./reserved-events.js";
export { isSocketException, SocketException } from "./socket-exception.js";
export type { SocketExceptionOptions } from "./socket-exception.js";
export type { Schema, SchemaInput, SchemaIssue, SchemaOutput, SchemaResult } from "./standard-schema.js";
export { traced, Tracing } from "./tracing.js";
export type {
  AuthenticateTrace,
  BroadcastTrace,
  ConnectTrace,
  DisconnectMessage,
  DispatchTrace,
  JoinTrace,
  Trace,
  TraceChannel,
} from "./tracing.js";
