import type { DebugEntry } from "@carillon/socket-client";

/** One line of the inspector. */
export interface RecordedEntry {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: "sent" | "received" | "channel" | "connection";
  readonly title: string;
  /** How long the answer took, in milliseconds. */
  readonly latencyMs?: number;
  /** Why it was refused. */
  readonly code?: string;
  /** How often it was received, when more than once. */
  readonly times?: number;
  /** What else there is to say. */
  readonly note?: string;
}

/** What travelled in one second. */
export interface Second {
  /** Seconds since the epoch. */
  readonly at: number;
  sent: number;
  received: number;
  /** Milliseconds that answers took. */
  readonly latencies: number[];
}

/** Keeps what the client tells of itself: names, times and codes, never what was said. */
export interface Recorder {
  /** Goes into the client's `onDebug`. */
  readonly record: (entry: DebugEntry) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Newest first. */
  readonly getSnapshot: () => readonly RecordedEntry[];
  /** The latest seconds in which something happened, oldest first. */
  readonly seconds: () => readonly Second[];
  readonly clear: () => void;
}

const maxEntries = 400;
const maxSeconds = 60;
/** An event that stands among so many of the newest lines is counted there. */
const foldAmong = 8;

export function createRecorder(): Recorder {
  const listeners = new Set<() => void>();
  const seconds: Second[] = [];
  let entries: readonly RecordedEntry[] = [];
  let count = 0;
  let isTelling = false;

  /** Many entries of one moment are one rendering. */
  function tell(): void {
    if (isTelling) return;
    isTelling = true;
    queueMicrotask(() => {
      isTelling = false;
      for (const listener of listeners) listener();
    });
  }

  function add(entry: Omit<RecordedEntry, "id" | "at">): void {
    entries = [{ id: ++count, at: Date.now(), ...entry }, ...entries].slice(0, maxEntries);
    tell();
  }

  function received(title: string): void {
    const again = entries
      .slice(0, foldAmong)
      .find((entry) => entry.kind === "received" && entry.title === title);
    if (!again) {
      add({ kind: "received", title });
      return;
    }
    const folded = { ...again, at: Date.now(), times: (again.times ?? 1) + 1 };
    entries = [folded, ...entries.filter((entry) => entry !== again)];
    tell();
  }

  function second(): Second {
    const at = Math.floor(Date.now() / 1_000);
    const last = seconds.at(-1);
    if (last?.at === at) return last;
    const made: Second = { at, sent: 0, received: 0, latencies: [] };
    seconds.push(made);
    if (seconds.length > maxSeconds) seconds.shift();
    return made;
  }

  /** The answer goes to the line of what it answers: the oldest of that name that has none. */
  function answered({ about, latencyMs, code }: DebugEntry): void {
    if (latencyMs !== undefined && code === undefined) second().latencies.push(latencyMs);
    const asked = entries.findLast(
      (entry) => entry.kind === "sent" && entry.title === about && !("latencyMs" in entry),
    );
    entries = entries.map((entry) =>
      entry === asked
        ? { ...entry, latencyMs: latencyMs ?? 0, ...(code === undefined ? {} : { code }) }
        : entry,
    );
    tell();
  }

  return {
    record: (entry) => {
      const { what, about = "", count: times } = entry;
      if (what === "sent") second().sent += 1;
      if (what === "received") second().received += 1;
      if (what === "answered") answered(entry);
      else if (what === "received") received(about);
      else if (what === "sent") add({ kind: "sent", title: about });
      else add(lineOf(what, about, times));
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => entries,
    seconds: () => seconds,
    clear: () => {
      entries = [];
      tell();
    },
  };
}

/** What happened inside of the client, in words. */
function lineOf(
  what: Exclude<DebugEntry["what"], "sent" | "received" | "answered">,
  about: string,
  count = 0,
): Omit<RecordedEntry, "id" | "at"> {
  switch (what) {
    case "attempt":
      return { kind: "connection", title: "connecting", note: `attempt ${String(count)}` };
    case "online":
      return { kind: "connection", title: "online" };
    case "lost":
      return { kind: "connection", title: "connection lost", code: about };
    case "token":
      return about === "failed"
        ? { kind: "connection", title: "no new token", code: "token" }
        : { kind: "connection", title: "token renewed", note: about };
    case "signed_out":
      return { kind: "connection", title: "signed out", code: about };
    case "join":
      return { kind: "channel", title: about, note: "joins" };
    case "ignored":
      return { kind: "channel", title: about, note: "not understood" };
    case "leave":
      return { kind: "channel", title: about, note: "leaves" };
    case "replay":
      return { kind: "channel", title: about, note: `${String(count)} missed, replayed` };
    case "gap":
      return { kind: "channel", title: about, note: "gap: loads anew" };
    case "queued":
      return { kind: "sent", title: about, note: `waits (${String(count)})`, latencyMs: 0 };
    case "dropped":
      return { kind: "sent", title: about, code: "offline", latencyMs: 0 };
  }
}
