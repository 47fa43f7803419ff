import type { ReactElement } from "react";
import { useNow } from "../use-now.js";
import type { Recorder, Second } from "./recorder.js";

/** Seconds that are shown. */
const shown = 60;
const width = 240;
const height = 48;

/** The latest minute: events per second, and how long answers take. */
export function Plots({ recorder }: { readonly recorder: Recorder }): ReactElement {
  const end = Math.floor(useNow() / 1_000);
  const bySecond = new Map(recorder.seconds().map((second) => [second.at, second]));
  const seconds = Array.from({ length: shown }, (_, index) => bySecond.get(end - shown + index));
  return (
    <div className="plots">
      <EventPlot seconds={seconds} />
      <LatencyPlot seconds={seconds} />
    </div>
  );
}

interface PlotProps {
  /** Oldest first; `undefined` where nothing happened. */
  readonly seconds: readonly (Second | undefined)[];
}

function EventPlot({ seconds }: PlotProps): ReactElement {
  const totals = seconds.map((second) => (second ? second.sent + second.received : 0));
  const most = Math.max(4, ...totals);
  const now = totals.at(-1) ?? 0;
  const step = width / shown;
  return (
    <figure className="plot">
      <figcaption>
        Events per second <b>{now}</b>
      </figcaption>
      <svg viewBox={`0 0 ${String(width)} ${String(height)}`} preserveAspectRatio="none" role="img">
        <title>{`Events per second in the latest minute: now ${String(now)}, at most ${String(Math.max(...totals))}.`}</title>
        {totals.map((total, index) => {
          const tall = (total / most) * height;
          return (
            total > 0 && (
              <rect
                key={index}
                className="bar"
                x={index * step + 0.5}
                y={height - tall}
                width={step - 1}
                height={tall}
                rx="1"
              />
            )
          );
        })}
      </svg>
    </figure>
  );
}

/** Seconds whose answers make one point: few enough to move, enough to have answers. */
const around = 5;

function LatencyPlot({ seconds }: PlotProps): ReactElement {
  const windows = seconds.map((_, index) =>
    seconds
      .slice(Math.max(0, index - around + 1), index + 1)
      .flatMap((second) => second?.latencies ?? [])
      .sort((a, b) => a - b),
  );
  const lines = ([0.5, 0.95] as const).map((share) =>
    windows.map(
      (latencies) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))],
    ),
  );
  const [p50 = [], p95 = []] = lines;
  const most = Math.max(10, ...lines.flat().map((value) => value ?? 0)) * 1.1;
  const all = seconds.flatMap((second) => second?.latencies ?? []).sort((a, b) => a - b);
  const [half, most95] = [0.5, 0.95].map(
    (share) => all[Math.min(all.length - 1, Math.floor(all.length * share))],
  );
  return (
    <figure className="plot">
      <figcaption>
        Answers{" "}
        <span>
          <i className="key" data-line="p50" /> p50 <b>{inMs(half)}</b>
        </span>{" "}
        <span>
          <i className="key" data-line="p95" /> p95 <b>{inMs(most95)}</b>
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${String(width)} ${String(height)}`} preserveAspectRatio="none" role="img">
        <title>{`How long answers took in the latest minute: p50 ${inMs(half)}, p95 ${inMs(most95)}.`}</title>
        {(
          [
            ["p95", p95],
            ["p50", p50],
          ] as const
        ).map(([name, line]) =>
          segmentsOf(line, most).map((points, index) => (
            <polyline key={`${name}-${String(index)}`} className="line" data-line={name} points={points} />
          )),
        )}
      </svg>
    </figure>
  );
}

/** The stretches of a line in which there are values. */
function segmentsOf(values: readonly (number | undefined)[], most: number): string[] {
  const segments: string[][] = [[]];
  for (const [index, value] of values.entries()) {
    if (value === undefined) segments.push([]);
    else
      segments
        .at(-1)
        ?.push(
          `${((index / (shown - 1)) * width).toFixed(1)},${(height - (value / most) * (height - 4) - 2).toFixed(1)}`,
        );
  }
  return segments.filter((points) => points.length > 1).map((points) => points.join(" "));
}

function inMs(value: number | undefined): string {
  return value === undefined ? "–" : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
