/** A value as a console shows it, on one line. */
export function textOf(value: unknown): string {
  if (value === undefined || typeof value === "string") return String(value);
  if (typeof value === "function") return `[function ${value.name}]`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value);
  } catch {
    return "[cannot be shown]";
  }
}
