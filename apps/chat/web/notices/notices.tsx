import { useEffect, useSyncExternalStore } from "react";
import type { ReactElement } from "react";
import { Icon } from "../icon.js";
import { addressOf } from "../rooms/use-current-room.js";
import { useNow } from "../use-now.js";
import type { Notice, NoticeList } from "./notice-list.js";

/** Refusals and news, each once, one below the other. */
export function Notices({ notices }: { readonly notices: NoticeList }): ReactElement {
  const all = useSyncExternalStore(notices.subscribe, notices.getSnapshot);
  return (
    <section className="notices" aria-label="Notices">
      {all.map((notice) => (
        <NoticeCard
          key={notice.key}
          notice={notice}
          onDismiss={() => {
            notices.dismiss(notice.key);
          }}
        />
      ))}
    </section>
  );
}

interface NoticeCardProps {
  readonly notice: Notice;
  readonly onDismiss: () => void;
}

function NoticeCard({ notice, onDismiss }: NoticeCardProps): ReactElement {
  const { kind, text, code, retryAt, room, endsAt } = notice;
  const now = useNow();
  const isOver = now >= endsAt;
  useEffect(() => {
    if (isOver) onDismiss();
  }, [isOver, onDismiss]);
  const seconds = retryAt === undefined ? 0 : Math.ceil((retryAt - now) / 1_000);

  return (
    <div className="notice" role="alert" data-kind={kind}>
      <p>
        <span dir="auto">{text}</span>
        {retryAt !== undefined && (
          // Read out once, and not each second.
          <span aria-hidden="true">
            {seconds > 0 ? ` Try again in ${String(seconds)} s.` : " Try again now."}
          </span>
        )}
        {code !== undefined && <code>{code}</code>}
      </p>
      {room !== undefined && (
        <a className="quiet" href={addressOf(room)} onClick={onDismiss}>
          Open
        </a>
      )}
      <button className="icon-button" type="button" aria-label="Dismiss" onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
