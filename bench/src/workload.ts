import type { ContenderName } from "./contender.js";
import type { Point } from "./growth.js";

/** How much a run measures. */
export interface Effort {
  readonly rounds: number;
  readonly warmUps: number;
  /** How long the rounds of one table may take, in seconds. Without it, as long as they need. */
  readonly secondsPerTable?: number;
  /** Multiplies the events and connections of a turn; 1 is a recorded run. */
  readonly scale: number;
  /** Whether one variant of each workload is enough: it is shown to run, not measured. */
  readonly isQuick: boolean;
}

/** Fewer rounds than these tell nothing, however long they take. */
const leastRounds = 3;

/** The rounds of one table, of which the negative ones do not count: all of them, or what its time allows. */
export function* roundsOf({ rounds, warmUps, secondsPerTable = Infinity }: Effort): Generator<number> {
  const end = performance.now() + secondsPerTable * 1_000;
  for (let round = -warmUps; round < rounds; round++) {
    if (round >= leastRounds && performance.now() > end) return;
    yield round;
  }
}

/** The variants of a workload to run: all of them, or the first. */
export function variantsFor<Variant>({ isQuick }: Effort, all: readonly Variant[]): readonly Variant[] {
  return isQuick ? all.slice(0, 1) : all;
}

/** One table of a workload. */
export interface Table {
  readonly title: string;
  /** What `figures` hold, e.g. "µs of server CPU per event". */
  readonly unit: string;
  /** The rows that ratios are taken against; none for figures that stand alone. */
  readonly baselines: readonly string[];
  readonly rows: readonly Row[];
  /** A sentence or two on what the figures can and cannot tell. */
  readonly note?: string;
  /** Where it stands in a curve, if it does. */
  readonly point?: Point;
}

/** One contender's figures, one for each round. */
export interface Row {
  readonly name: string;
  readonly figures: readonly number[];
  /** Events in a second of wall time, one for each round. */
  readonly perSecond?: readonly number[];
  /** Resident memory of the server's process after the last round, in MiB. */
  readonly residentMiB?: number;
}

/** A workload: measures contenders and returns its tables. */
export interface Workload {
  readonly title: string;
  /** Whether no contender takes part: then none is checked. */
  readonly standsAlone?: true;
  run(names: readonly ContenderName[], effort: Effort, say: (line: string) => void): Promise<Table[]>;
}
