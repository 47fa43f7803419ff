import { useState } from "react";
import type { ReactElement } from "react";
import type { ChatApi } from "./use-chat.js";

interface MentionBellProps {
  readonly chat: ChatApi;
  /** Shows the room of a mention. */
  readonly onOpen: (room: string) => void;
}

/** How many mentions are unread, and behind it the list of them; to open it is to have read them. */
export function MentionBell({ chat, onOpen }: MentionBellProps): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  const unread = chat.mentions.filter(({ readAt }) => readAt === null).length;

  function toggle(): void {
    if (!isOpen) void chat.readMentions();
    setIsOpen(!isOpen);
  }

  return (
    <div className="mentions">
      <button
        type="button"
        className="quiet"
        aria-expanded={isOpen}
        aria-label={unread > 0 ? `Mentions, ${String(unread)} new` : "Mentions"}
        onClick={toggle}
      >
        @{unread > 0 && <span className="badge">{unread}</span>}
      </button>
      {isOpen && (
        <ul aria-label="Where you were mentioned">
          {chat.mentions.length === 0 && <li>Nobody mentioned you yet.</li>}
          {chat.mentions.map(({ id, data: { from, room, text } }) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => {
                  setIsOpen(false);
                  onOpen(room);
                }}
              >
                <strong>
                  {from.name} in #{room}
                </strong>
                <span>{text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
