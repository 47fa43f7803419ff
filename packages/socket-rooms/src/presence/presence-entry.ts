import type { PresenceEntry } from "./presence-store.js";

/** Whether a value is an entry as this package writes it: others may write to the same Redis. */
export function isPresenceEntry(value: unknown): value is PresenceEntry {
  if (typeof value !== "object" || value === null) return false;
  const { ref, node, userId, info, since, at } = value as { [Key in keyof PresenceEntry]?: unknown };
  const hasNames = [ref, node, userId].every((name) => typeof name === "string");
  return hasNames && [since, at].every(Number.isFinite) && typeof info === "object";
}

/** The entries among JSON texts; what is none is left out, so that it hides none of the others. */
export function presenceEntriesOf(texts: readonly string[]): PresenceEntry[] {
  return texts.map(parsed).filter(isPresenceEntry);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
