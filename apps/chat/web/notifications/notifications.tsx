import { useEffect } from "react";
import type { ReactElement } from "react";
import { useNotifications } from "../carillon.js";
import { Icon } from "../icon.js";
import { Avatar } from "../people/avatar.js";
import { Popover } from "../popover.js";
import { addressOf } from "../rooms/use-current-room.js";
import { dataOf } from "./notification-data.js";

const when = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/** Mentions and invitations: how many are unread, and behind the bell the list of them, the same on every device. */
export function Notifications({ current }: { readonly current: string }): ReactElement {
  const { items, unread, hasMore, markRead, markAllRead, loadMore } = useNotifications();

  // To open a room is to have read what is about it.
  useEffect(() => {
    for (const item of items)
      if (item.readAt === null && dataOf(item).room === current) void markRead(item.id);
  }, [items, current, markRead]);

  return (
    <Popover
      label={unread > 0 ? `Notifications, ${String(unread)} new` : "Notifications"}
      title="Notifications"
      place="below-start"
      buttonClass="icon-button"
      button={
        <>
          <Icon name="ring" />
          {unread > 0 && <span className="badge">{unread > 99 ? "99+" : unread}</span>}
        </>
      }
    >
      {(close) => (
        <>
          <header className="panel-header">
            <h2>Notifications</h2>
            <button
              type="button"
              className="quiet"
              disabled={unread === 0}
              onClick={() => void markAllRead()}
            >
              Mark all read
            </button>
          </header>
          {items.length === 0 && (
            <p className="hint">
              Nothing yet. A message with @ and your name in a room that you are not in comes here.
            </p>
          )}
          <ul className="notifications">
            {items.map((item) => {
              const { room, from, text } = dataOf(item);
              return (
                <li key={item.id}>
                  <a
                    href={addressOf(room)}
                    data-unread={item.readAt === null}
                    onClick={() => {
                      void markRead(item.id);
                      close();
                    }}
                  >
                    <Avatar name={from.name} />
                    <span>
                      <strong>
                        {from.name} in #{room}
                        {item.readAt === null && <span className="visually-hidden"> (unread)</span>}
                      </strong>
                      <span className="clipped">{text}</span>
                    </span>
                    <time dateTime={new Date(item.createdAt).toISOString()}>
                      {when.format(item.createdAt)}
                    </time>
                  </a>
                </li>
              );
            })}
          </ul>
          {hasMore && (
            <button type="button" className="quiet" onClick={() => void loadMore()}>
              Older ones
            </button>
          )}
        </>
      )}
    </Popover>
  );
}
