import type { ReactElement } from "react";
import type { Room } from "../../shared/contract.js";
import { Icon } from "../icon.js";

/** What a room is called: `#lobby`, or the name of the other one. */
export function titleOf({ kind, name, with: other }: Room): string {
  return kind === "direct" ? (other?.name ?? name) : `#${name}`;
}

/** The sign before a room's name: `#`, or a lock. */
export function RoomSign({ kind }: Pick<Room, "kind">): ReactElement {
  return (
    <span className="room-sign" aria-hidden="true">
      {kind === "private" ? <Icon name="lock" /> : "#"}
    </span>
  );
}
