import { expect, it } from "vitest";
import { growthPlot } from "../bench/src/growth-plot.js";
import { curvesOf, worseThanLinear } from "../bench/src/growth.js";
import type { Table } from "../bench/src/workload.js";

const sizes = [10, 100, 1_000];

it("finds what grows worse than linearly, and nothing else", () => {
  const curves = curvesOf([
    ...curve("flat", { carillon: () => 5 }),
    ...curve("linear", { carillon: (n) => 3 + n }),
    ...curve("late", { carillon: (n) => 1_000 + n ** 2 / 100 }),
    ...curve("square", { carillon: (n) => n ** 2, raw: (n) => n }),
    ...curve("like raw", { carillon: (n) => n ** 1.4, raw: (n) => n ** 1.3 }),
    ...curve("nothing", { carillon: () => Number.NaN }),
  ]);
  expect(worseThanLinear(curves).map((sentence) => sentence.split(":")[0])).toEqual(["square", "nothing"]);
  expect(worseThanLinear(curves)[0]).toBe(
    "square: carillon grows with the number of members to the power of 2.00.",
  );
});

it("takes the median of each size, in order of the sizes", () => {
  const [small, middle] = curve("join", { raw: (n) => n });
  const [found] = curvesOf([middle, small].filter((table) => table !== undefined));
  expect(found).toMatchObject({
    sizes: [10, 100],
    lines: [{ name: "raw", medians: [10, 100], steepest: 1 }],
  });
});

it("draws one line for each contender, as text for those who cannot see it", () => {
  const [found] = curvesOf(curve("join", { raw: (n) => n, carillon: (n) => 2 * n }));
  const svg = found === undefined ? "" : growthPlot(found);
  expect(svg.match(/<polyline /g)).toHaveLength(2);
  expect(svg).toContain(
    'aria-label="A join, µs. raw: 10.0 at 10, 100 at 100, 1.00e+3 at 1,000; carillon: 20.0 at 10',
  );
});

function curve(name: string, lines: Readonly<Record<string, (size: number) => number>>): Table[] {
  return sizes.map((size) => ({
    title: `${name} ${size}`,
    unit: "µs",
    baselines: [],
    point: { curve: name, title: `A ${name}`, along: "members", size },
    rows: Object.entries(lines).map(([line, cost]) => ({
      name: line,
      figures: [cost(size) * 2, cost(size), cost(size) / 2],
    })),
  }));
}
