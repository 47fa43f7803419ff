import type { ReactElement } from "react";
import type { Room } from "../../shared/contract.js";
import { Bell } from "../bell.js";
import { usePresence } from "../carillon.js";
import { Notifications } from "../notifications/notifications.js";
import type { OpenChat } from "../open-chat.js";
import { Avatar } from "../people/avatar.js";
import { Me } from "../people/me.js";
import { NewRoom } from "./new-room.js";
import { RoomSign } from "./room-title.js";
import { addressOf } from "./use-current-room.js";
import type { KnownRooms } from "./use-rooms.js";

interface SidebarProps {
  readonly chat: OpenChat;
  readonly known: KnownRooms | undefined;
  readonly current: string;
  /** Called when a room was chosen. */
  readonly onOpened: () => void;
  readonly onEnd: (reason?: string) => void;
}

/** Rooms, conversations, notifications, and oneself. */
export function Sidebar({ chat, known, current, onOpened, onEnd }: SidebarProps): ReactElement {
  const rooms = known?.rooms ?? [];
  const online = usePresence("people", {}, (members) => members.map(({ id }) => id));
  const open = (room: Room): ReactElement => (
    <RoomLink
      key={room.name}
      room={room}
      isCurrent={room.name === current}
      isOnline={room.with !== null && online.includes(room.with.id)}
      onOpened={onOpened}
    />
  );

  return (
    <aside className="sidebar" aria-label="Rooms and you">
      <header>
        <Bell />
        <strong>Carillon</strong>
        <Notifications current={current} />
      </header>
      <div className="sidebar-lists">
        <nav aria-label="Rooms">
          <header>
            <h2>Rooms</h2>
            <NewRoom onOpened={onOpened} />
          </header>
          <ul>{rooms.filter(({ kind }) => kind !== "direct").map(open)}</ul>
        </nav>
        <nav aria-label="Direct messages">
          <header>
            <h2>Direct messages</h2>
          </header>
          <ul>{rooms.filter(({ kind }) => kind === "direct").map(open)}</ul>
        </nav>
      </div>
      <Me chat={chat} people={known?.people ?? []} onEnd={onEnd} />
    </aside>
  );
}

interface RoomLinkProps {
  readonly room: Room;
  readonly isCurrent: boolean;
  readonly isOnline: boolean;
  readonly onOpened: () => void;
}

function RoomLink({ room, isCurrent, isOnline, onOpened }: RoomLinkProps): ReactElement {
  const { kind, name, with: other, standing, unread } = room;
  return (
    <li>
      <a
        className="room-link"
        href={addressOf(name)}
        aria-current={isCurrent ? "page" : undefined}
        data-unread={unread > 0}
        onClick={onOpened}
      >
        {kind === "direct" ? (
          <span className="presence" data-online={isOnline}>
            <Avatar name={other?.name ?? name} />
          </span>
        ) : (
          <RoomSign kind={kind} />
        )}
        <span className="clipped" dir="auto">
          {other?.name ?? name}
          {kind === "private" && <span className="visually-hidden"> (private)</span>}
          {kind === "direct" && <span className="visually-hidden">{isOnline ? " (online)" : " (away)"}</span>}
        </span>
        {standing === "invited" && <span className="tag">invited</span>}
        {unread > 0 && (
          <span className="badge">
            {unread > 99 ? "99+" : unread}
            <span className="visually-hidden"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
}
