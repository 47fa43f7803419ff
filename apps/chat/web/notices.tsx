import { useEffect } from "react";
import type { ReactElement } from "react";
import type { Notice } from "./chat-state.js";
import type { ChatApi } from "./use-chat.js";

/** Milliseconds that a notice stays. */
const lasts = 8_000;

/** Refusals and mentions, one below the other. */
export function Notices({ chat }: { readonly chat: ChatApi }): ReactElement {
  return (
    <section className="notices" aria-label="Notices">
      {chat.notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} chat={chat} />
      ))}
    </section>
  );
}

function NoticeCard({ notice, chat }: { readonly notice: Notice; readonly chat: ChatApi }): ReactElement {
  const { id, kind, text, room } = notice;
  const { dismiss, open } = chat;

  useEffect(() => {
    const timer = setTimeout(() => {
      dismiss(id);
    }, lasts);
    return () => {
      clearTimeout(timer);
    };
  }, [id, dismiss]);

  return (
    <div className="notice" role="alert" data-kind={kind}>
      <p>{text}</p>
      {room !== undefined && (
        <button
          type="button"
          onClick={() => {
            dismiss(id);
            void open(room);
          }}
        >
          Open #{room}
        </button>
      )}
      <button
        className="quiet"
        type="button"
        aria-label="Dismiss"
        onClick={() => {
          dismiss(id);
        }}
      >
        ×
      </button>
    </div>
  );
}
