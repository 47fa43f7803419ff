import { UsageError } from "@carillon/socket-contract/server";
import { metrics, trace } from "@opentelemetry/api";
import type { Meter, Tracer } from "@opentelemetry/api";
import { countConnections } from "./count-connections.js";
import { observe } from "./observe.js";
import { authenticate, broadcast, connect, dispatch, join } from "./operations.js";
import { Recorder, Recording } from "./recorder.js";

/** Options of {@link subscribe}. */
export interface TelemetryOptions {
  /** Makes the spans; `false` for none. Default: of the global tracer provider. */
  readonly tracer?: Tracer | false;
  /** Makes the metrics; `false` for none. Default: of the global meter provider. */
  readonly meter?: Meter | false;
  /**
   * How many values one label may have: namespaces, events, guards, channels, outcomes. Later values count as
   * `(other)`. Default 500.
   */
  readonly maxNames?: number;
}

/** Ends a subscription. */
export type Unsubscribe = () => void;

/** The name of the tracer and the meter. */
const scope = "@carillon/socket-telemetry";

/**
 * Records the operations of Carillon in this process as OpenTelemetry spans and metrics.
 *
 * Start your SDK first, then subscribe, then attach. Each event of a client's is a root span, linked to the span of its connection;
 * spans that a handler makes are its children. Labels hold routes, outcomes and namespaces, never users, rooms or payloads.
 *
 * @param options - See {@link TelemetryOptions}.
 * @returns Stops recording, also of operations that are under way.
 * @throws UsageError `E_TELEMETRY_OPTION` for a `maxNames` that is not a whole number above 0.
 * @example
 * ```ts
 * import { subscribe } from "@carillon/socket-telemetry";
 *
 * const unsubscribe = subscribe();
 * process.once("SIGTERM", unsubscribe);
 * ```
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/
 */
export function subscribe(options: TelemetryOptions = {}): Unsubscribe {
  const { tracer = trace.getTracer(scope), meter = metrics.getMeter(scope), maxNames = 500 } = options;
  if (!Number.isInteger(maxNames) || maxNames < 1) {
    throw new UsageError(
      "E_TELEMETRY_OPTION",
      `maxNames is ${String(maxNames)}; write a whole number above 0, such as 500.`,
    );
  }
  const recording = new Recording(tracer || undefined, meter || undefined, maxNames);
  const endings = [
    observe("carillon:dispatch", new Recorder(dispatch, recording)),
    observe("carillon:connect", new Recorder(connect, recording)),
    observe("carillon:authenticate", new Recorder(authenticate, recording)),
    observe("carillon:join", new Recorder(join, recording)),
    observe("carillon:broadcast", new Recorder(broadcast, recording)),
    countConnections(recording),
  ];
  return () => {
    for (const end of endings.splice(0)) end();
  };
}
