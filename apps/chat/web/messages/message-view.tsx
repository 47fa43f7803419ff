import { useState } from "react";
import type { ReactElement } from "react";
import type { Message } from "../../shared/contract.js";
import { useRequest } from "../carillon.js";
import { Icon } from "../icon.js";
import { Avatar } from "../people/avatar.js";
import { explained } from "../refusals.js";
import { timeOf } from "./days.js";
import { MessageEditor } from "./message-editor.js";
import { MessageText } from "./message-text.js";

interface MessageViewProps {
  readonly message: Message;
  /** The first of several that stand together. */
  readonly isFirst: boolean;
  readonly isOwn: boolean;
  readonly isEditing: boolean;
  readonly onEdit: (id: string | undefined) => void;
}

export function MessageView({ message, isFirst, isOwn, isEditing, onEdit }: MessageViewProps): ReactElement {
  const { id, from, text, at, editedAt, deletedAt } = message;
  const isDeleted = deletedAt !== null;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <article
      className="message"
      data-own={isOwn}
      data-first={isFirst}
      data-open={isOpen}
      aria-label={`${from.name} said`}
    >
      {isFirst && !isOwn && <Avatar name={from.name} />}
      {isFirst && (
        <p className="byline">
          {!isOwn && <strong dir="auto">{from.name}</strong>}
          <time dateTime={new Date(at).toISOString()}>{timeOf(at)}</time>
        </p>
      )}
      {isEditing && !isDeleted ? (
        <MessageEditor
          message={message}
          onDone={() => {
            onEdit(undefined);
          }}
        />
      ) : (
        // For touch alone: by keyboard and pointer what can be done with it is reached without.
        <p
          className="bubble"
          dir="auto"
          data-deleted={isDeleted}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        >
          {isDeleted ? "This message was deleted" : <MessageText text={text} />}
          {editedAt !== null && !isDeleted && <small className="edited"> edited</small>}
        </p>
      )}
      {isOwn && !isDeleted && !isEditing && (
        <Actions
          id={id}
          onEdit={() => {
            onEdit(id);
          }}
        />
      )}
    </article>
  );
}

function Actions({ id, onEdit }: { readonly id: string; readonly onEdit: () => void }): ReactElement {
  const [isSure, setIsSure] = useState(false);
  const { run, pending, error } = useRequest("messages:delete");
  return (
    <div
      className="message-actions"
      role="group"
      aria-label="Your message"
      onBlur={() => {
        setIsSure(false);
      }}
    >
      {error && (
        <span className="problem" role="alert">
          {explained(error)}
        </span>
      )}
      <button className="icon-button" type="button" aria-label="Edit" title="Edit" onClick={onEdit}>
        <Icon name="pencil" />
      </button>
      {isSure ? (
        <button
          className="danger"
          type="button"
          autoFocus
          disabled={pending}
          onClick={() => void run({ id })}
        >
          Delete for everyone
        </button>
      ) : (
        <button
          className="icon-button"
          type="button"
          aria-label="Delete"
          title="Delete"
          onClick={() => {
            setIsSure(true);
          }}
        >
          <Icon name="bin" />
        </button>
      )}
    </div>
  );
}
