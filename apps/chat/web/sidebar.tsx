import { useState } from "react";
import type { ReactElement, SubmitEvent } from "react";
import type { Person, RoomInfo } from "../shared/contract.js";
import { Avatar } from "./avatar.js";
import { Bell } from "./bell.js";
import { ConnectionPill } from "./connection-pill.js";
import { MentionBell } from "./mention-bell.js";
import type { ChatApi } from "./use-chat.js";

interface SidebarProps {
  readonly chat: ChatApi;
  readonly me: Person;
  readonly onOpen: () => void;
  readonly onSignOut: () => void;
}

export function Sidebar({ chat, me, onOpen, onSignOut }: SidebarProps): ReactElement {
  async function open(room: string): Promise<boolean> {
    const isOpen = await chat.open(room);
    if (isOpen) onOpen();
    return isOpen;
  }

  return (
    <aside className="sidebar" aria-label="Rooms and you">
      <header>
        <Bell />
        <strong>Carillon</strong>
        <MentionBell chat={chat} onOpen={(room) => void open(room)} />
        <ConnectionPill connection={chat.connection} />
      </header>

      <nav aria-label="Rooms">
        <h2>Rooms</h2>
        <ul>
          {chat.rooms.map((room) => (
            <RoomLink key={room.name} room={room} chat={chat} onOpen={() => void open(room.name)} />
          ))}
        </ul>
        <OpenRoom onOpen={open} />
      </nav>

      <footer>
        <Avatar name={me.name} />
        <span className="me">
          <strong>{me.name}</strong>
          <small>@{me.handle}</small>
        </span>
        <button className="quiet" type="button" onClick={onSignOut}>
          Sign out
        </button>
      </footer>
    </aside>
  );
}

interface RoomLinkProps {
  readonly room: RoomInfo;
  readonly chat: ChatApi;
  readonly onOpen: () => void;
}

function RoomLink({ room, chat, onOpen }: RoomLinkProps): ReactElement {
  const joined = chat.joined[room.name];
  const unread = joined?.unread ?? 0;
  const count = room.members.length;
  return (
    <li>
      <button
        type="button"
        className="room-link"
        data-joined={joined !== undefined}
        aria-current={chat.current === room.name ? "page" : undefined}
        onClick={onOpen}
      >
        <span className="room-name">
          <i aria-hidden="true">#</i>
          {room.name}
        </span>
        {unread > 0 ? (
          <span className="badge" aria-label={`${String(unread)} unread`}>
            {unread}
          </span>
        ) : (
          <span className="count" aria-label={count === 1 ? "1 person" : `${String(count)} people`}>
            {count > 0 && count}
          </span>
        )}
      </button>
    </li>
  );
}

/** Opens a room by its name: an existing one, or a new one. */
function OpenRoom({ onOpen }: { readonly onOpen: (room: string) => Promise<boolean> }): ReactElement {
  const [name, setName] = useState("");

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() !== "" && (await onOpen(name))) setName("");
  }

  return (
    <form className="open-room" onSubmit={(event) => void submit(event)}>
      <input
        aria-label="Open a room by name"
        placeholder="Open a room…"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={(event) => {
          setName(event.target.value);
        }}
      />
      <button type="submit" disabled={name.trim() === ""}>
        Open
      </button>
    </form>
  );
}
