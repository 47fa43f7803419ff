import { context } from "@opentelemetry/api";
import type { Attributes, Meter, Tracer } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { DataPointType, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** A reader that is asked, not timed. */
class AskedReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** One value of a metric: a sum, or how many durations a histogram holds. */
export interface Point {
  readonly attributes: Attributes;
  readonly value: number;
}

/** OpenTelemetry's own SDK, exporting to memory. */
export interface Sdk extends AsyncDisposable {
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** The spans that ended, in that order. */
  spans(): ReadableSpan[];
  /** The values of a metric. */
  points(name: string): Promise<Point[]>;
}

/** Starts an SDK of the test's own. */
export function startSdk(): Sdk {
  const exporter = new InMemorySpanExporter();
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const reader = new AskedReader();
  const meters = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return {
    tracer: tracers.getTracer("test"),
    meter: meters.getMeter("test"),
    spans: () => exporter.getFinishedSpans(),
    async points(name) {
      const { resourceMetrics } = await reader.collect();
      const found = resourceMetrics.scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .filter(({ descriptor }) => descriptor.name === name);
      return found.flatMap((metric) =>
        metric.dataPointType === DataPointType.HISTOGRAM
          ? metric.dataPoints.map(({ attributes, value }) => ({ attributes, value: value.count }))
          : metric.dataPointType === DataPointType.SUM
            ? metric.dataPoints.map(({ attributes, value }) => ({ attributes, value }))
            : [],
      );
    },
    async [Symbol.asyncDispose]() {
      context.disable();
      await tracers.shutdown();
      await meters.shutdown();
    },
  };
}
