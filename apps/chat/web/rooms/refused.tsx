import type { ReactElement } from "react";
import type { RequestError } from "@carillon/socket-client";
import { Icon } from "../icon.js";
import { explained } from "../refusals.js";
import { addressOf } from "./use-current-room.js";

/** Why a room does not open. */
export function Refused({
  name,
  error,
}: {
  readonly name: string;
  readonly error: RequestError | undefined;
}): ReactElement {
  return (
    <div className="empty" role="alert">
      <span className="empty-sign">
        <Icon name="lock" />
      </span>
      <h2>This room stays closed</h2>
      <p dir="auto">{error ? explained(error) : `“${name}” cannot be the name of a room.`}</p>
      {error && (
        <code>
          channel:join · {error.code} · {error.status}
        </code>
      )}
      <a className="primary" href={addressOf("lobby")}>
        Back to #lobby
      </a>
    </div>
  );
}
