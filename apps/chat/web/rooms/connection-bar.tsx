import type { ReactElement } from "react";
import type { Status } from "@carillon/socket-client";
import type { ChatClient } from "../carillon.js";
import { reasonOf } from "../inspector/reasons.js";
import { useNow } from "../use-now.js";

interface ConnectionBarProps {
  readonly status: Status;
  readonly client: ChatClient;
  /** Messages that wait to be sent. */
  readonly waiting: number;
}

/** Says that there is no connection, why, and what happens next. */
export function ConnectionBar({ status, client, waiting }: ConnectionBarProps): ReactElement | null {
  const isAway = status.is === "waiting" || (status.is === "connecting" && status.attempt > 1);
  const now = useNow(isAway);
  if (!isAway) return null;
  const seconds = status.is === "waiting" ? Math.ceil((status.nextAt - now) / 1_000) : 0;
  return (
    <div className="connection-bar">
      <p>
        <strong>{status.is === "waiting" ? reasonOf(status.reason) : "Connecting again…"}</strong>{" "}
        {waiting > 0
          ? `${waiting === 1 ? "1 message waits" : `${String(waiting)} messages wait`} and will be sent once you are back.`
          : "Write on: it waits here, and is sent once you are back."}
      </p>
      {status.is === "waiting" && (
        <button
          className="quiet"
          type="button"
          onClick={() => {
            client.connect();
          }}
        >
          {seconds > 0 ? `Try now (or in ${String(seconds)} s)` : "Try now"}
        </button>
      )}
    </div>
  );
}
