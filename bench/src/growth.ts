import { spreadOf } from "./statistics.js";
import type { Table } from "./workload.js";

/** Where a table stands in a curve: the same work at one of several sizes. */
export interface Point {
  /** Names the curve, and its plot: `event`, `presence-join`. */
  readonly curve: string;
  /** What the curve shows. */
  readonly title: string;
  /** What grows: `connections`, `members`. */
  readonly along: string;
  readonly size: number;
}

/** What one piece of work costs at several sizes. */
export interface Curve {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly along: string;
  /** Ascending. */
  readonly sizes: readonly number[];
  readonly lines: readonly Line[];
}

/** One contender's medians, one for each size. */
export interface Line {
  readonly name: string;
  readonly medians: readonly number[];
  /**
   * How the cost grows where it grows most, between one size and the next: 0 for not at all, 1 for linearly, 2 for with the
   * square.
   */
  readonly steepest: number;
}

/** Above linear by less than this is the spread between rounds, and memory that no longer fits the processor's caches. */
const tolerance = 0.25;

/** The curves that tables are points of. */
export function curvesOf(tables: readonly Table[]): Curve[] {
  const curves = new Map<string, Table[]>();
  for (const table of tables) {
    if (table.point === undefined) continue;
    const { curve } = table.point;
    curves.set(curve, [...(curves.get(curve) ?? []), table]);
  }
  return [...curves.values()].map(curveOf);
}

function curveOf(tables: readonly Table[]): Curve {
  const sorted = [...tables].sort((a, b) => sizeOf(a) - sizeOf(b));
  const sizes = sorted.map(sizeOf);
  const [first] = sorted;
  if (first?.point === undefined) throw new RangeError("A curve without a point.");
  const { curve: name, title, along } = first.point;
  return {
    name,
    title,
    unit: first.unit,
    along,
    sizes,
    lines: first.rows.map((row) => {
      const medians = sorted.map(({ rows }) => {
        const figures = rows.find((other) => other.name === row.name)?.figures ?? [];
        return figures.length === 0 ? Number.NaN : spreadOf(figures).median;
      });
      return { name: row.name, medians, steepest: steepestOf(sizes, medians) };
    }),
  };
}

/** What grows worse than linearly, and worse than raw Socket.IO where that has a line, a sentence for each. */
export function worseThanLinear(curves: readonly Curve[]): string[] {
  return curves.flatMap(({ name, along, lines }) => {
    const raw = lines.find((line) => line.name === "raw")?.steepest ?? 1;
    const most = Math.max(1, raw) + tolerance;
    return lines
      .filter((line) => line.name !== "raw" && !(line.steepest <= most))
      .map(
        (line) =>
          `${name}: ${line.name} grows with the number of ${along} to the power of ${line.steepest.toFixed(2)}.`,
      );
  });
}

function sizeOf({ point }: Table): number {
  return point?.size ?? Number.NaN;
}

/** Between neighbours, and of a line with a single size, none. */
function steepestOf(sizes: readonly number[], medians: readonly number[]): number {
  let steepest = 0;
  for (let index = 1; index < sizes.length; index++) {
    const [size = 1, before = 1] = [sizes[index], sizes[index - 1]];
    const [median = 0, earlier = 0] = [medians[index], medians[index - 1]];
    if (size === before) continue;
    steepest = Math.max(steepest, Math.log(median / earlier) / Math.log(size / before));
  }
  return steepest;
}
