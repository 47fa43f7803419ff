import { useState } from "react";
import type { ReactElement, SubmitEvent } from "react";
import type { Message } from "../../shared/contract.js";
import { maxTextLength } from "../../shared/limits.js";
import { useRequest } from "../carillon.js";
import { explained } from "../refusals.js";

interface MessageEditorProps {
  readonly message: Message;
  readonly onDone: () => void;
}

/** One's own message, to say it better. Enter saves, Escape does not. */
export function MessageEditor({ message, onDone }: MessageEditorProps): ReactElement {
  const [text, setText] = useState(message.text);
  const { run, pending, error } = useRequest("messages:edit", { onSuccess: onDone });
  const words = text.trim();
  const canSave = words !== "" && words.length <= maxTextLength && !pending;

  function save(): void {
    if (words === message.text) onDone();
    else if (canSave) void run({ id: message.id, text: words });
  }

  return (
    <form
      className="editor"
      aria-label="Edit your message"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        autoFocus
        dir="auto"
        rows={1}
        aria-label="Your message"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          save();
        }}
      />
      {error && (
        <p className="problem" role="alert">
          {explained(error)}
        </p>
      )}
      <p className="actions">
        <button className="quiet" type="button" onClick={onDone}>
          Cancel
        </button>
        <button className="primary" type="submit" disabled={!canSave}>
          Save
        </button>
      </p>
    </form>
  );
}
