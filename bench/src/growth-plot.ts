import type { Curve, Line } from "./growth.js";

const width = 640;
const height = 300;
const frame = { left: 64, right: 470, top: 30, bottom: 250 };

/** Readable on white and on black; lines also differ by their dashes. */
const strokes = ["#6b7280", "#3b82f6", "#d97706", "#059669", "#a855f7"] as const;
const dashes = ["6 4", "none", "2 3", "10 3", "1 0"] as const;

/**
 * A curve as SVG, both scales logarithmic, with the slope of linear growth to compare with.
 *
 * It stands alone; a page with colours of its own takes the `style` element out.
 */
export function growthPlot({ title, unit, along, sizes, lines }: Curve): string {
  const all = lines.flatMap(({ medians }) => medians).filter((value) => value > 0);
  const [low, high] = [decade(Math.min(...all), Math.floor), decade(Math.max(...all), Math.ceil)];
  const [least = 1, most = 1] = [sizes[0], sizes.at(-1)];
  const x = scale([least, Math.max(most, least * 10)], [frame.left, frame.right]);
  const y = scale([low, Math.max(high, low * 10)], [frame.bottom, frame.top]);
  const parts = [
    `<title>${escaped(title)}</title>`,
    "<style>.growth{font:13px system-ui,sans-serif;color:#1f2328}@media (prefers-color-scheme:dark){.growth{color:#f0f6fc}}</style>",
    ...decadesBetween(low, Math.max(high, low * 10)).map((value) => tickAcross(y(value), shown(value))),
    ...sizes.map((size) => tickUp(x(size), shown(size))),
    text((frame.left + frame.right) / 2, height - 10, escaped(along), "middle"),
    text(4, 12, escaped(unit)),
    ...lines.map((line, index) => curveOf(line, index, sizes, x, y)),
    ...labels(lines, y),
  ];
  const label = lines.map((line) => described(line, sizes)).join("; ");
  return (
    `<svg class="growth diagram" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${escaped(`${title}, ${unit}. ${label}`)}">${parts.join("")}</svg>\n`
  );
}

type Scale = (value: number) => number;

function scale([from, to]: readonly [number, number], [begin, end]: readonly [number, number]): Scale {
  const span = Math.log(to) - Math.log(from);
  return (value) => begin + ((Math.log(value) - Math.log(from)) / span) * (end - begin);
}

function curveOf({ medians }: Line, index: number, sizes: readonly number[], x: Scale, y: Scale): string {
  const points = medians.flatMap((median, at) =>
    median > 0 ? [`${x(sizes[at] ?? 1).toFixed(1)},${y(median).toFixed(1)}`] : [],
  );
  const stroke = strokes[index % strokes.length] ?? "";
  const dots = points.map((point) => {
    const [cx = "", cy = ""] = point.split(",");
    return `<circle cx="${cx}" cy="${cy}" r="3" fill="${stroke}"/>`;
  });
  return `<polyline points="${points.join(" ")}" fill="none" stroke="${stroke}" stroke-width="2" stroke-dasharray="${dashes[index % dashes.length] ?? ""}"/>${dots.join("")}`;
}

/** Names at the right ends of their lines, moved apart where they would touch. */
function labels(lines: readonly Line[], y: Scale): string[] {
  const ends = lines
    .map(({ name, medians }, index) => ({ name, index, at: y(medians.at(-1) ?? 1) }))
    .sort((a, b) => a.at - b.at);
  let above = Number.NEGATIVE_INFINITY;
  return ends.map(({ name, index, at }) => {
    above = Math.max(at, above + 16);
    const stroke = strokes[index % strokes.length] ?? "";
    return `<rect x="${frame.right + 8}" y="${(above - 4).toFixed(1)}" width="8" height="8" fill="${stroke}"/>${text(frame.right + 20, above + 4, escaped(name))}`;
  });
}

function tickAcross(at: number, label: string): string {
  return `<line x1="${frame.left}" x2="${frame.right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}" stroke="currentColor" stroke-opacity="0.2"/>${text(frame.left - 6, at + 4, label, "end")}`;
}

function tickUp(at: number, label: string): string {
  return `<line x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${frame.top}" y2="${frame.bottom}" stroke="currentColor" stroke-opacity="0.1"/>${text(at, frame.bottom + 18, label, "middle")}`;
}

function text(x: number, y: number, content: string, anchor = "start"): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="currentColor">${content}</text>`;
}

function described({ name, medians }: Line, sizes: readonly number[]): string {
  return `${name}: ${medians.map((median, at) => `${median.toPrecision(3)} at ${shown(sizes[at] ?? 0)}`).join(", ")}`;
}

function decade(value: number, round: (value: number) => number): number {
  return 10 ** round(Math.log10(value));
}

function decadesBetween(low: number, high: number): number[] {
  const decades: number[] = [];
  for (let value = low; value <= high * 1.001; value *= 10) decades.push(value);
  return decades;
}

function shown(value: number): string {
  return value >= 1 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(1)));
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
