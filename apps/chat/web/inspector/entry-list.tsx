import type { ReactElement } from "react";
import type { RecordedEntry } from "./recorder.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const signs: Readonly<Record<RecordedEntry["kind"], readonly [sign: string, meaning: string]>> = {
  sent: ["↑", "sent"],
  received: ["↓", "received"],
  channel: ["#", "channel"],
  connection: ["•", "connection"],
};

/** What happened, newest first. */
export function EntryList({ entries }: { readonly entries: readonly RecordedEntry[] }): ReactElement {
  return (
    <ol className="entries" aria-label="What happened" tabIndex={0}>
      {entries.length === 0 && <li className="hint">Nothing yet.</li>}
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({
  entry: { at, kind, title, times, latencyMs, code, note },
}: {
  readonly entry: RecordedEntry;
}): ReactElement {
  const [sign, meaning] = signs[kind];
  return (
    <li className="entry" data-kind={kind} data-refused={code !== undefined}>
      <time dateTime={new Date(at).toISOString()}>{clock.format(at)}</time>
      <span className="entry-sign" aria-hidden="true">
        {sign}
      </span>
      <span className="visually-hidden">{meaning} </span>
      <span className="entry-title clipped">{title}</span>
      <span className="entry-outcome">
        {code ??
          note ??
          (times && `× ${String(times)}`) ??
          (latencyMs !== undefined && `${latencyMs.toFixed(latencyMs < 10 ? 1 : 0)} ms`)}
      </span>
    </li>
  );
}
