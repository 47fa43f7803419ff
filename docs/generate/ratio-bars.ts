const width = 640;
const rowHeight = 26;
const left = 170;

/**
 * A bar for each contender's ratio to Socket.IO by hand, from a table of the bench.
 *
 * @param table - With the columns name, microseconds, `ratio to raw`.
 */
export function ratioBars(table: string): string {
  const rows = Array.from(
    table.matchAll(/^\| ([\w-]+) +\| [^|]+\| ([\d.]+) \(/gm),
    ([, name = "", ratio = ""]) => ({ name, ratio: Number(ratio) }),
  );
  const most = Math.max(...rows.map(({ ratio }) => ratio));
  const scale = (width - left - 60) / most;
  const bars = rows.map(({ name, ratio }, index) => {
    const y = index * rowHeight;
    return [
      `<text x="${String(left - 10)}" y="${String(y + 17)}" text-anchor="end">${name}</text>`,
      `<rect class="${name.startsWith("carillon") ? "bar" : "box"}" x="${String(left)}" y="${String(y + 4)}" width="${(ratio * scale).toFixed(1)}" height="18" rx="3"/>`,
      `<text class="quiet" x="${(left + ratio * scale + 8).toFixed(1)}" y="${String(y + 17)}">${ratio.toFixed(2)}</text>`,
    ].join("");
  });
  const height = rows.length * rowHeight;
  const line = (left + scale).toFixed(1);
  return `<svg class="diagram" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="CPU of an event, relative to Socket.IO by hand: ${rows.map(({ name, ratio }) => `${name} ${ratio.toFixed(2)}`).join(", ")}">${bars.join("")}<line class="line" x1="${line}" x2="${line}" y1="0" y2="${String(height)}" stroke-dasharray="3 3"/></svg>`;
}
