import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement, SubmitEvent } from "react";
import { maxTextLength } from "../../shared/limits.js";
import { Icon } from "../icon.js";

/** Milliseconds between two whispers of a person who goes on typing. */
const repeatMs = 2_000;
/** Milliseconds of silence after which they do not. */
const idleMs = 3_000;
/** How many characters ahead of the limit it shows. */
const warnAt = 200;

interface ComposerProps {
  /** What the room is called. */
  readonly title: string;
  readonly onSend: (text: string) => void;
  readonly onTyping: (isTyping: boolean) => void;
  /** Arrow up in an empty field. */
  readonly onEditLast: () => void;
}

export function Composer({ title, onSend, onTyping, onEditLast }: ComposerProps): ReactElement {
  const [text, setText] = useState("");
  const limitId = useId();
  const told = useRef(0);
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const left = maxTextLength - text.trim().length;

  function stopTyping(): void {
    clearTimeout(idle.current);
    if (told.current === 0) return;
    told.current = 0;
    onTyping(false);
  }

  function keepTyping(): void {
    clearTimeout(idle.current);
    idle.current = setTimeout(stopTyping, idleMs);
    if (Date.now() - told.current < repeatMs) return;
    told.current = Date.now();
    onTyping(true);
  }

  useEffect(
    () => () => {
      clearTimeout(idle.current);
    },
    [],
  );

  function send(): void {
    const words = text.trim();
    if (words === "" || left < 0) return;
    setText("");
    stopTyping();
    onSend(words);
  }

  function press(event: KeyboardEvent): void {
    if (event.key === "ArrowUp" && text === "") {
      event.preventDefault();
      onEditLast();
    }
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className="composer"
      aria-label="Write a message"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="composer-field" data-over={left < 0}>
        <textarea
          aria-label={`Message to ${title}`}
          aria-describedby={left <= warnAt ? limitId : undefined}
          aria-invalid={left < 0}
          placeholder={`Message ${title}`}
          rows={1}
          dir="auto"
          autoFocus={matchMedia("(hover: hover)").matches}
          value={text}
          onKeyDown={press}
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value.trim() === "") stopTyping();
            else keepTyping();
          }}
        />
        <button className="primary" type="submit" aria-label="Send" disabled={text.trim() === "" || left < 0}>
          <Icon name="send" />
        </button>
      </div>
      {left <= warnAt && (
        <p id={limitId} className="limit" data-over={left < 0} role="status" aria-label="Length">
          {left >= 0
            ? `${String(left)} characters left`
            : `${String(-left)} too many: shorten it, or send it in parts`}
        </p>
      )}
    </form>
  );
}
