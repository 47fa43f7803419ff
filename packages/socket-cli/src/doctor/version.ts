/** Whether a version is at least another; what stands behind a dash is not looked at. */
export function isAtLeast(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) =>
    (text.replace(/^v/, "").split("-")[0] ?? "").split(".").map(Number),
  );
  for (let at = 0; at < 3; at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
