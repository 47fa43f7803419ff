import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement, SubmitEvent } from "react";

/** Milliseconds between two words that somebody still types. */
const repeatAfter = 2_000;
/** Milliseconds of silence after which they do not. */
const idleAfter = 3_000;

interface ComposerProps {
  readonly room: string;
  readonly isOnline: boolean;
  /** Answers whether it was sent; what was not is kept. */
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onTyping: (isTyping: boolean) => void;
}

export function Composer({ room, isOnline, onSend, onTyping }: ComposerProps): ReactElement {
  const [text, setText] = useState("");
  const told = useRef(0);
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);

  function stopTyping(): void {
    clearTimeout(idle.current);
    if (told.current === 0) return;
    told.current = 0;
    onTyping(false);
  }

  function keepTyping(): void {
    clearTimeout(idle.current);
    idle.current = setTimeout(stopTyping, idleAfter);
    if (Date.now() - told.current < repeatAfter) return;
    told.current = Date.now();
    onTyping(true);
  }

  useEffect(
    () => () => {
      clearTimeout(idle.current);
    },
    [],
  );

  async function send(): Promise<void> {
    const words = text.trim();
    if (words === "" || !isOnline) return;
    setText("");
    stopTyping();
    // What was refused comes back, before whatever was written meanwhile.
    if (!(await onSend(words))) setText((written) => (written === "" ? words : `${words}\n${written}`));
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void send();
  }

  function sendOnEnter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  }

  return (
    <form className="composer" aria-label="Write a message" onSubmit={submit}>
      <textarea
        aria-label={`Message to ${room}`}
        placeholder={isOnline ? `Message #${room}` : "Offline: write now, send later"}
        rows={1}
        maxLength={2_000}
        autoFocus
        value={text}
        onKeyDown={sendOnEnter}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value.trim() === "") stopTyping();
          else keepTyping();
        }}
      />
      <button className="primary" type="submit" aria-label="Send" disabled={!isOnline || text.trim() === ""}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M10 16V4M4.500 9.500 10 4l5.500 5.500" />
        </svg>
      </button>
    </form>
  );
}
