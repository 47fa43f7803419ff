import type { ReactElement } from "react";
import type { Person } from "../shared/contract.js";
import { Avatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { ConnectionPill } from "./connection-pill.js";
import { MessageList } from "./message-list.js";
import type { ChatApi } from "./use-chat.js";

interface RoomViewProps {
  readonly chat: ChatApi;
  readonly me: Person;
  /** Shows the list of rooms, where the screen has no place for it beside. */
  readonly onMenu: () => void;
}

export function RoomView({ chat, me, onMenu }: RoomViewProps): ReactElement {
  const { current } = chat;
  const joined = current === null ? undefined : chat.joined[current];
  const unread = Object.values(chat.joined).reduce((sum, room) => sum + room.unread, 0);
  const menu = (
    <button className="menu" type="button" aria-label="Show the list of rooms" onClick={onMenu}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="M3 5.500h14M3 10h14M3 14.500h14" />
      </svg>
      {unread > 0 && <span className="dot" />}
    </button>
  );

  if (current === null || !joined) {
    return (
      <main className="room">
        <header>{menu}</header>
        <div className="empty">
          {chat.connection === "online" ? (
            <>
              <h1>No room is open</h1>
              <p>Choose one from the list, or open one of your own.</p>
            </>
          ) : (
            <p>Connecting…</p>
          )}
        </div>
      </main>
    );
  }

  const info = chat.rooms.find(({ name }) => name === current);
  return (
    <main className="room" aria-label={`Room ${current}`}>
      <header>
        {menu}
        <div className="room-title">
          <h1>
            <i aria-hidden="true">#</i>
            {current}
          </h1>
          <p>{info?.topic}</p>
        </div>
        {chat.connection !== "online" && <ConnectionPill connection={chat.connection} />}
        <Members members={info?.members ?? []} me={me} />
        <button className="quiet" type="button" onClick={() => void chat.leave(current)}>
          Leave
        </button>
      </header>
      <MessageList room={current} messages={joined.messages} me={me} />
      <Typing people={joined.typing} />
      <Composer
        room={current}
        isOnline={chat.connection === "online"}
        onSend={(text) => chat.send(current, text)}
        onTyping={(isTyping) => {
          chat.setTyping(current, isTyping);
        }}
      />
    </main>
  );
}

/** How many faces fit. */
const maxFaces = 4;

function Members({
  members,
  me,
}: {
  readonly members: readonly Person[];
  readonly me: Person;
}): ReactElement {
  return (
    <ul className="members" aria-label="In this room">
      {members.slice(0, maxFaces).map((member) => (
        <li key={member.id} title={member.name}>
          <Avatar name={member.name} />
          <span className="visually-hidden">
            {member.id === me.id ? `${member.name} (you)` : member.name}
          </span>
        </li>
      ))}
      {members.length > maxFaces && <li className="more">+{members.length - maxFaces}</li>}
    </ul>
  );
}

function Typing({ people }: { readonly people: readonly Person[] }): ReactElement {
  const names = new Intl.ListFormat("en").format(people.map(({ name }) => name));
  return (
    <p className="typing" role="status" aria-label="Typing">
      {people.length > 0 && (
        <>
          <span className="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {names} {people.length === 1 ? "is" : "are"} typing…
        </>
      )}
    </p>
  );
}
