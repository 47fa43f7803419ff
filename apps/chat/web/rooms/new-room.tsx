import { useId, useState } from "react";
import type { ReactElement, SubmitEvent } from "react";
import { maxRoomName } from "../../shared/limits.js";
import { useRequest } from "../carillon.js";
import { Icon } from "../icon.js";
import { Popover } from "../popover.js";
import { explained } from "../refusals.js";
import { addressOf } from "./use-current-room.js";

/** Opens a room of one's own, for everyone or by invitation. */
export function NewRoom({ onOpened }: { readonly onOpened: () => void }): ReactElement {
  return (
    <Popover
      label="New room"
      title="New room"
      place="below-end"
      buttonClass="icon-button"
      button={<Icon name="plus" />}
    >
      {(close) => (
        <NewRoomForm
          onOpened={() => {
            close();
            onOpened();
          }}
        />
      )}
    </Popover>
  );
}

function NewRoomForm({ onOpened }: { readonly onOpened: () => void }): ReactElement {
  const [name, setName] = useState("");
  const [isPrivate, setIsPrivate] = useState(false);
  const problemId = useId();
  const { run, pending, error } = useRequest("rooms:create", {
    onSuccess: (room) => {
      location.hash = addressOf(room.name);
      onOpened();
    },
  });

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void run({ name, isPrivate });
  }

  return (
    <form className="panel-form" onSubmit={submit}>
      <h2>New room</h2>
      <label>
        <span>Name</span>
        <input
          autoFocus
          required
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={maxRoomName}
          placeholder="handbells"
          aria-invalid={error !== undefined}
          aria-describedby={error ? problemId : undefined}
          value={name}
          onChange={(event) => {
            // As one types it: blanks are dashes.
            setName(event.target.value.toLowerCase().replace(/\s+/g, "-"));
          }}
        />
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={isPrivate}
          onChange={(event) => {
            setIsPrivate(event.target.checked);
          }}
        />
        <span>
          Private <small>Only those who are invited see it.</small>
        </span>
      </label>
      {error && (
        <p id={problemId} className="problem" role="alert">
          {explained(error)} <code>{error.code}</code>
        </p>
      )}
      <button className="primary" type="submit" disabled={pending || name === ""}>
        Open it
      </button>
    </form>
  );
}
