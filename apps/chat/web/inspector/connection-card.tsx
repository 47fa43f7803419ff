import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { Status } from "@carillon/socket-client";
import { useRequest, useStatus } from "../carillon.js";
import type { NoticeList } from "../notices/notice-list.js";
import { ConnectionPill } from "../people/me.js";
import { useNow } from "../use-now.js";
import { actOffline } from "./act-offline.js";
import { reasonOf } from "./reasons.js";

/** How the connection stands and why, which node it is on, and what can be done to it. */
export function ConnectionCard({ notices }: { readonly notices: NoticeList }): ReactElement {
  const status = useStatus();
  const now = useNow();
  const [isCut, setIsCut] = useState(false);
  const info = useRequest("node:info");
  const kill = useRequest("node:kill", {
    onError: (error) => {
      if (error.code !== "disconnected") notices.refuse(error); // that is how a node dies
    },
  });

  const since = status.is === "online" ? status.since : undefined;
  const { run } = info;
  useEffect(() => {
    if (since !== undefined) void run();
  }, [since, run]);

  const { node, nodes = 1, pid } = info.data ?? {};
  return (
    <section className="card" aria-label="Connection">
      <p className="card-line">
        <ConnectionPill status={status} />
        <span>{detailOf(status, now)}</span>
      </p>
      {node !== undefined && status.is === "online" && (
        <p className="card-line">
          <small>
            Node {node}
            {nodes > 1 && ` of ${String(nodes)}`}, process {pid}, WebSocket
          </small>
        </p>
      )}
      <p className="actions">
        <button
          className="quiet"
          type="button"
          aria-pressed={isCut}
          onClick={() => {
            actOffline(!isCut);
            setIsCut(!isCut);
          }}
        >
          {isCut ? "Back to the network" : "Act as if offline"}
        </button>
        {nodes > 1 && (
          <button
            className="quiet danger"
            type="button"
            disabled={status.is !== "online"}
            onClick={() => void kill.run()}
          >
            Kill this node
          </button>
        )}
      </p>
    </section>
  );
}

function detailOf(status: Status, now: number): string {
  switch (status.is) {
    case "idle":
      return "Nothing was asked for yet.";
    case "connecting":
      return `Attempt ${String(status.attempt)}.`;
    case "online":
      return `For ${lengthOf(now - status.since)}.`;
    case "waiting":
      return `${reasonOf(status.reason)} Attempt ${String(status.attempt)} in ${lengthOf(status.nextAt - now)}.`;
    case "signed_out":
      return `The server said ${status.code}.`;
    case "closed":
      return "Closed.";
  }
}

function lengthOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return seconds < 60
    ? `${String(seconds)} s`
    : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}
