export { answerEvent, envelopeOf } from "./answer-event.js";
export type { AnsweredSocket } from "./answer-event.js";
export { authStateOf, stampAuthState } from "./auth-state.js";
export type { AuthState, Identity } from "./auth-state.js";
export { callerLine } from "./caller-line.js";
export {
  checkFunction,
  checkGivenOptions,
  checkOptionKeys,
  checkOptions,
  checkPart,
} from "./check-arguments.js";
export type { OptionKinds } from "./check-arguments.js";
export { checkNode } from "./check-node.js";
export { clock, replaceClock } from "./clock.js";
export type { Clock, Timer } from "./clock.js";
export { DeadlineError, endsWithin, withDeadline } from "./deadline.js";
export { DeadlineQueue } from "./deadline-queue.js";
export { failureOf, successOf, unexpectedError } from "./envelope.js";
export { gateOf, withGate } from "./gate.js";
export type { Admission, Gate } from "./gate.js";
export { takeField, takeFromHandshake, taken } from "./handshake-field.js";
export { LinkedList } from "./linked-list.js";
export type { Node } from "./linked-list.js";
export { maxTimerMs, runAt } from "./long-timer.js";
export type { MaybePromise } from "./maybe-promise.js";
export { nearestName } from "./nearest-name.js";
export { drainAnswers, giveUpAnswers, goingAway, PendingAnswer } from "./pending-answer.js";
export { redisCommand, redisSubscribe } from "./redis-client.js";
export type { RedisClient } from "./redis-client.js";
export { isReservedClientEvent, isSocketIoName, reservedReason } from "../reserved-events.js";
export { SharedDeadline } from "./shared-deadline.js";
export { isHandshakeRequest, reachesOtherNodes, whenBound } from "./socket-io-internals.js";
export type { EngineServer } from "./socket-io-internals.js";
export type { SqliteDatabase, SqliteStatement } from "./sqlite-database.js";
export { ignore, isThenable, settledOnce } from "./thenable.js";
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
export { UsageError } from "../usage-error.js";
