import type {
  AuthenticateTrace,
  BroadcastTrace,
  ConnectTrace,
  DispatchTrace,
  JoinTrace,
  Trace,
} from "@carillon/socket-contract/server";
import { SpanKind } from "@opentelemetry/api";
import type { Attributes } from "@opentelemetry/api";

/** How the operations of one channel become spans and metrics. */
export interface Operation<Message extends Trace> {
  /** `process`, `publish` and so on: `messaging.operation.name`. */
  readonly name: string;
  readonly kind: (trace: Message) => SpanKind;
  /** The route, guard or channel pattern: the second half of a span's name. It has as few values as there are routes. */
  readonly subject: (trace: Message) => string;
  /** Labels of spans and metrics alike. */
  readonly labels: (trace: Message, subject: string) => Attributes;
  /** Attributes of the span beyond its labels. */
  readonly details?: (trace: Message) => Attributes;
  /** Whether it begins a trace of its own, as a request does. */
  readonly isRoot: boolean;
  /** Whether the spans of events are linked to it. */
  readonly isConnection?: boolean;
  /** The histogram of its durations. */
  readonly metric: string;
  readonly description: string;
}

/** An event of a client's. */
export const dispatch: Operation<DispatchTrace> = {
  name: "process",
  // With an ack it is a request, without one a message.
  kind: ({ hasAck }) => (hasAck ? SpanKind.SERVER : SpanKind.CONSUMER),
  subject: ({ event }) => event,
  labels: (_trace, event) => ({ "messaging.operation.type": "process", "carillon.event": event }),
  details: ({ requestId }) => ({ "carillon.request_id": requestId }),
  isRoot: true,
  metric: "messaging.process.duration",
  description: "How long clients' events took, from dispatch to answer.",
};

/** A connection that opens. */
export const connect: Operation<ConnectTrace> = {
  name: "connect",
  kind: () => SpanKind.SERVER,
  subject: () => "",
  labels: () => ({}),
  details: ({ recovered }) => ({ "carillon.recovered": recovered }),
  isRoot: false,
  isConnection: true,
  metric: "carillon.connect.duration",
  description: "How long connections took to open, connect hooks included.",
};

/** A question to a guard. */
export const authenticate: Operation<AuthenticateTrace> = {
  name: "authenticate",
  kind: () => SpanKind.INTERNAL,
  subject: ({ guard }) => guard,
  labels: ({ phase }, guard) => ({ "carillon.guard": guard, "carillon.phase": phase }),
  isRoot: false,
  metric: "carillon.authenticate.duration",
  description: "How long guards took to answer.",
};

/** A question to a channel's rule. */
export const join: Operation<JoinTrace> = {
  name: "join",
  kind: () => SpanKind.INTERNAL,
  subject: ({ channel }) => channel,
  labels: (_trace, channel) => ({ "carillon.channel": channel }),
  isRoot: false,
  metric: "carillon.join.duration",
  description: "How long the rules of channels took to answer.",
};

/** An event of the server's. */
export const broadcast: Operation<BroadcastTrace> = {
  name: "send",
  kind: () => SpanKind.PRODUCER,
  subject: ({ event }) => event,
  labels: (_trace, event) => ({ "messaging.operation.type": "send", "carillon.event": event }),
  details: ({ rooms }) => ({ "carillon.rooms": rooms }),
  isRoot: false,
  metric: "messaging.client.operation.duration",
  description: "How long broadcasts took to reach the adapter.",
};
