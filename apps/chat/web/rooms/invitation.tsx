import type { ReactElement } from "react";
import type { Room } from "../../shared/contract.js";
import { useRequest } from "../carillon.js";
import { Icon } from "../icon.js";
import { explained } from "../refusals.js";
import { addressOf } from "./use-current-room.js";

/** A private room that one is invited to. */
export function Invitation({ room }: { readonly room: Room }): ReactElement {
  const accept = useRequest("rooms:accept");
  const decline = useRequest("rooms:leave", {
    onSuccess: () => {
      location.hash = addressOf("lobby");
    },
  });
  const error = accept.error ?? decline.error;
  return (
    <div className="empty">
      <span className="empty-sign">
        <Icon name="lock" />
      </span>
      <h2>{room.invitedBy?.name ?? "A member"} invited you</h2>
      <p dir="auto">#{room.name} is private. What was said in it shows once you accept.</p>
      {error && (
        <p className="problem" role="alert">
          {explained(error)}
        </p>
      )}
      <p className="actions">
        <button className="primary" type="button" onClick={() => void accept.run({ room: room.name })}>
          Accept
        </button>
        <button className="quiet" type="button" onClick={() => void decline.run({ room: room.name })}>
          Decline
        </button>
      </p>
    </div>
  );
}
