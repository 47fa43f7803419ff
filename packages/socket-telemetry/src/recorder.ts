import { statusOf } from "@carillon/socket-contract";
import type { ConnectTrace, Trace } from "@carillon/socket-contract/server";
import { context, ROOT_CONTEXT, SpanStatusCode, trace as traces } from "@opentelemetry/api";
import type {
  Attributes,
  Context,
  Counter,
  Histogram,
  Meter,
  Span,
  SpanContext,
  Tracer,
} from "@opentelemetry/api";
import { Names } from "./names.js";
import type { Observer } from "./observe.js";
import type { Operation } from "./operations.js";

/** The parts that the recorders of all channels share. */
export class Recording {
  readonly tracer: Tracer | undefined;
  readonly meter: Meter | undefined;
  /** How many values one label may have. */
  readonly maxNames: number;
  readonly operations: Counter | undefined;
  readonly namespaces: Names;
  readonly outcomes: Names;
  /** The spans of connections, for the links of their events. */
  readonly connections: WeakMap<object, SpanContext> = new WeakMap<object, SpanContext>();

  constructor(tracer: Tracer | undefined, meter: Meter | undefined, maxNames: number) {
    this.tracer = tracer;
    this.meter = meter;
    this.maxNames = maxNames;
    this.namespaces = new Names(maxNames);
    this.outcomes = new Names(maxNames);
    this.operations = meter?.createCounter("carillon.operations", {
      description: "Events, connections, guards, channel rules and broadcasts, by outcome.",
      unit: "{operation}",
    });
  }
}

/** Where the buckets of durations end, in seconds; the ones that the semantic conventions give. */
const boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** An operation that is under way. */
interface Running {
  readonly begunAt: number;
  readonly span: Span | undefined;
  readonly labels: Attributes;
}

/** Makes spans and durations of the operations of one channel. */
export class Recorder<Message extends Trace> implements Observer<Message> {
  readonly #operation: Operation<Message>;
  readonly #recording: Recording;
  readonly #subjects: Names;
  readonly #durations: Histogram | undefined;
  readonly #running = new WeakMap<Message, Running>();

  constructor(operation: Operation<Message>, recording: Recording) {
    this.#operation = operation;
    this.#recording = recording;
    this.#subjects = new Names(recording.maxNames);
    this.#durations = recording.meter?.createHistogram(operation.metric, {
      description: operation.description,
      unit: "s",
      advice: { explicitBucketBoundaries: boundaries },
    });
  }

  begin(message: Message): Context {
    const parent = this.#operation.isRoot ? ROOT_CONTEXT : context.active();
    const subject = this.#subjects.of(this.#operation.subject(message));
    const labels: Attributes = {
      "messaging.system": "socket.io",
      "messaging.operation.name": this.#operation.name,
      "messaging.destination.name": this.#recording.namespaces.of(message.namespace),
      ...this.#operation.labels(message, subject),
    };
    const span = this.#startSpan(message, subject, labels, parent);
    this.#running.set(message, { begunAt: performance.now(), span, labels });
    return span === undefined ? context.active() : traces.setSpan(parent, span);
  }

  end(message: Message, outcome: string): void {
    const running = this.#running.get(message);
    if (running === undefined) return;
    this.#running.delete(message);
    const { begunAt, span, labels } = running;
    const isFine = outcome === "ok";
    const code = this.#recording.outcomes.of(outcome);
    const ending: Attributes = {
      "carillon.outcome": code,
      ...(isFine ? undefined : { "error.type": code }),
    };
    const measured = { ...labels, ...ending };
    this.#durations?.record((performance.now() - begunAt) / 1_000, measured);
    this.#recording.operations?.add(1, measured);
    if (span === undefined) return;
    span.setAttributes(ending);
    // A refusal is an answer; as with HTTP, only failures of the server are errors of its span.
    if ((statusOf(outcome) ?? 0) >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  #startSpan(message: Message, subject: string, labels: Attributes, parent: Context): Span | undefined {
    const { tracer, connections } = this.#recording;
    const { name, kind, details, isRoot, isConnection } = this.#operation;
    const { connection } = message as { readonly connection?: ConnectTrace | undefined };
    const opened = connection && connections.get(connection);
    const span = tracer?.startSpan(
      subject === "" ? name : `${name} ${subject}`,
      {
        kind: kind(message),
        root: isRoot,
        attributes: { ...labels, ...details?.(message) },
        links: opened ? [{ context: opened }] : [],
      },
      parent,
    );
    if (span !== undefined && isConnection === true) connections.set(message, span.spanContext());
    return span;
  }
}
