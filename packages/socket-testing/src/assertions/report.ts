import { mismatch, shown } from "./matching.js";
import type { SentMessage } from "./test-record.js";

/** How many messages a failed assertion shows. */
const mostLines = 8;

/** What was looked for: every part of it that a message has makes the message nearer. */
export interface Wanted {
  readonly event?: string | undefined;
  /** Whether a message went to where it was looked for. */
  readonly isTarget?: (message: SentMessage) => boolean;
  readonly expected: unknown;
}

/** What was sent, nearest to what was looked for first. */
export function sentReport(sent: readonly SentMessage[], { event, isTarget, expected }: Wanted): string {
  const ranked = sent.map((message, order) => {
    const differences: string[] = [];
    if (event !== undefined && message.event !== event) differences.push("another event");
    if (isTarget?.(message) === false) differences.push("another target");
    const distance = event === undefined ? 0 : editDistance(event, message.event) / 100;
    const found = differences.length === 0 ? mismatch(expected, message.payload) : undefined;
    if (found !== undefined) differences.push(found);
    return { message, differences, distance: differences.length * 10 + distance, order };
  });
  // The newest of those that are equally near.
  ranked.sort((a, b) => a.distance - b.distance || b.order - a.order);
  const rows = ranked.map(({ message, differences }) => ({
    what: `${message.event} to ${targetOf(message)}`,
    payload: shown(message.payload),
    why: differences.join(", "),
  }));
  return list("What was sent, nearest first:", "Nothing was sent.", rows);
}

/** What a client received, nearest first. */
export function receivedReport(
  events: readonly { readonly event: string; readonly args: readonly unknown[] }[],
  event: string,
  expected: unknown,
): string {
  const ranked = events.map(({ event: name, args: [payload] }, order) => {
    const why = name === event ? (mismatch(expected, payload) ?? "") : "another event";
    return { name, payload, why, order, distance: name === event ? -1 : editDistance(event, name) };
  });
  ranked.sort((a, b) => a.distance - b.distance || b.order - a.order);
  const rows = ranked.map(({ name, payload, why }) => ({ what: name, payload: shown(payload), why }));
  return list("What it received, nearest first:", "It received nothing.", rows);
}

interface Row {
  readonly what: string;
  readonly payload: string;
  readonly why: string;
}

function list(title: string, none: string, rows: readonly Row[]): string {
  if (rows.length === 0) return none;
  const shownRows = rows.slice(0, mostLines);
  const width = Math.max(...shownRows.map(({ what }) => what.length));
  const lines = shownRows.map(({ what, payload, why }, index) => {
    const reason = why === "" ? "" : `\n     (${why})`;
    return `  ${String(index + 1)}. ${what.padEnd(width)}  ${payload}${reason}`;
  });
  const left = rows.length - shownRows.length;
  if (left > 0) lines.push(`  and ${String(left)} more`);
  return [title, ...lines].join("\n");
}

/** Where a message went, in words. */
export function targetOf({ rooms, except, socketId, userId }: SentMessage): string {
  const left = except.length === 0 ? "" : ` except ${except.join(", ")}`;
  if (socketId !== undefined) return userId === undefined ? "one guest" : `one connection of user ${userId}`;
  return (rooms.length === 0 ? "everyone" : rooms.join(", ")) + left;
}

/** How many letters have to change to make one name of the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const replaced = (previous[column - 1] ?? 0) + (isSame ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
