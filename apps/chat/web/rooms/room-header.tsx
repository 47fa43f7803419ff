import type { ReactElement } from "react";
import type { Person, Room } from "../../shared/contract.js";
import { useRequest } from "../carillon.js";
import { Icon } from "../icon.js";
import type { OpenChat } from "../open-chat.js";
import { Avatar } from "../people/avatar.js";
import { Here } from "../people/here.js";
import { Popover } from "../popover.js";
import { RoomSign } from "./room-title.js";
import { addressOf } from "./use-current-room.js";

interface RoomHeaderProps {
  readonly chat: OpenChat;
  readonly room: Room | undefined;
  readonly title: string;
  readonly people: readonly Person[] | undefined;
  readonly isInspecting: boolean;
  readonly onInspect: () => void;
  readonly onMenu: () => void;
}

/** What the room is, who is in it, and what can be done with it. */
export function RoomHeader({
  chat,
  room,
  title,
  people,
  isInspecting,
  onInspect,
  onMenu,
}: RoomHeaderProps): ReactElement {
  const { me, notices } = chat;
  const isMember = room?.standing === "member";
  const isPrivate = isMember && room.kind === "private";
  const leave = useRequest("rooms:leave", {
    onError: notices.refuse,
    onSuccess: () => {
      location.hash = addressOf("lobby");
    },
  });
  return (
    <header className="room-header">
      <button
        className="icon-button menu-button"
        type="button"
        aria-label="Show the list of rooms"
        onClick={onMenu}
      >
        <Icon name="menu" />
      </button>
      {room?.kind === "direct" && <Avatar name={title} />}
      <div className="room-title">
        <h1 className="clipped" dir="auto">
          {room && room.kind !== "direct" && <RoomSign kind={room.kind} />}
          {room && room.kind !== "direct" ? room.name : title}
        </h1>
        <p className="clipped" dir="auto">
          {room?.kind === "direct" ? "Only the two of you" : room?.topic}
        </p>
      </div>
      {isMember && <Here room={room.name} me={me} />}
      {isPrivate && (
        <>
          <Popover
            label="Invite"
            title="Invite"
            place="below-end"
            buttonClass="icon-button"
            button={<Icon name="invite" />}
          >
            {(close) => (
              <Invite
                room={room.name}
                people={(people ?? []).filter(({ id }) => id !== me.id)}
                onRefused={notices.refuse}
                onInvited={({ name }) => {
                  notices.add({ key: `invited-${name}`, kind: "news", text: `${name} is invited.` });
                  close();
                }}
              />
            )}
          </Popover>
          <button
            className="icon-button"
            type="button"
            aria-label="Leave the room"
            title="Leave the room"
            onClick={() => void leave.run({ room: room.name })}
          >
            <Icon name="leave" />
          </button>
        </>
      )}
      <button
        className="icon-button"
        type="button"
        aria-label="Inspector"
        title="What travels"
        aria-pressed={isInspecting}
        onClick={onInspect}
      >
        <Icon name="pulse" />
      </button>
    </header>
  );
}

interface InviteProps {
  readonly room: string;
  readonly people: readonly Person[];
  readonly onInvited: (person: Person) => void;
  readonly onRefused: OpenChat["notices"]["refuse"];
}

function Invite({ room, people, onInvited, onRefused }: InviteProps): ReactElement {
  const { run, pending } = useRequest("rooms:invite", { onSuccess: onInvited, onError: onRefused });
  return (
    <>
      <h2>Invite to this room</h2>
      <ul className="menu-list">
        {people.map((person) => (
          <li key={person.id}>
            <button type="button" disabled={pending} onClick={() => void run({ room, user: person.id })}>
              <Avatar name={person.name} />
              {person.name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
