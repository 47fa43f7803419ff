import { useState, useSyncExternalStore } from "react";
import type { ReactElement } from "react";
import { Icon } from "../icon.js";
import type { NoticeList } from "../notices/notice-list.js";
import { ConnectionCard } from "./connection-card.js";
import { EntryList } from "./entry-list.js";
import { Plots } from "./plots.js";
import type { RecordedEntry, Recorder } from "./recorder.js";

interface InspectorProps {
  readonly recorder: Recorder;
  readonly notices: NoticeList;
  readonly onClose: () => void;
}

const views = {
  All: () => true,
  Events: ({ kind }: RecordedEntry) => kind === "sent" || kind === "received",
  Channels: ({ kind, title }: RecordedEntry) => kind === "channel" || title.startsWith("channel:"),
  Refusals: ({ code }: RecordedEntry) => code !== undefined,
} as const;

/** What travels for this person in this tab: names, times and codes; never what was said. */
export function Inspector({ recorder, notices, onClose }: InspectorProps): ReactElement {
  const entries = useSyncExternalStore(recorder.subscribe, recorder.getSnapshot);
  const [view, setView] = useState<keyof typeof views>("All");
  return (
    <aside className="inspector" aria-label="Inspector">
      <header>
        <Icon name="pulse" />
        <h2>Inspector</h2>
        <button className="quiet" type="button" onClick={recorder.clear}>
          Clear
        </button>
        <button className="icon-button" type="button" aria-label="Close the inspector" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="inspector-body">
        <ConnectionCard notices={notices} />
        <Plots recorder={recorder} />
        <div className="segments" role="group" aria-label="Show">
          {(Object.keys(views) as (keyof typeof views)[]).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === view}
              onClick={() => {
                setView(name);
              }}
            >
              {name}
            </button>
          ))}
        </div>
        <EntryList entries={entries.filter(views[view])} />
      </div>
    </aside>
  );
}
