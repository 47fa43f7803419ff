import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { ReactElement } from "react";
import type { Message, Person, Room } from "../../shared/contract.js";
import { useStatus } from "../carillon.js";
import { Composer } from "../messages/composer.js";
import { MessageList } from "../messages/message-list.js";
import { Typing, useTyping } from "../messages/typing.js";
import { useMessages } from "../messages/use-messages.js";
import { useReadMark } from "../messages/use-read-mark.js";
import type { OpenChat } from "../open-chat.js";
import { ConnectionBar } from "./connection-bar.js";
import { Invitation } from "./invitation.js";
import { Refused } from "./refused.js";
import { RoomHeader } from "./room-header.js";
import { titleOf } from "./room-title.js";

interface RoomViewProps {
  readonly chat: OpenChat;
  readonly name: string;
  /** `undefined` while it is not known, and where this person may not know of it. */
  readonly room: Room | undefined;
  /** `undefined` before they are known. */
  readonly people: readonly Person[] | undefined;
  readonly isInspecting: boolean;
  readonly onInspect: () => void;
  readonly onMenu: () => void;
}

/** One room: its header, what was said, and a place to write. */
export function RoomView(props: RoomViewProps): ReactElement {
  const { chat, name, room, people } = props;
  const { me, outbox } = chat;
  const isInvited = room?.standing === "invited";
  const status = useStatus();
  const typing = useTyping();
  const [heard, setHeard] = useState<Message>();
  const [editing, setEditing] = useState<string>();
  const readUpTo = useRef<number>(undefined);
  readUpTo.current ??= room?.readUpTo;

  const { messages, isLoaded, loadOlder, state, whisper } = useMessages(
    isChannelName(name) && people && !isInvited ? name : null,
    (message) => {
      typing.hear(message.from.id, false);
      if (message.from.id !== me.id) setHeard(message);
    },
    typing.hear,
  );
  const outgoing = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot);
  const own = outgoing.filter((item) => item.room === name && !messages.some(({ id }) => id === item.id));
  useReadMark(room, messages);

  // What the list has now need not stay in the outbox.
  useEffect(() => {
    for (const { id, sent } of outgoing)
      if (sent && messages.some((message) => message.id === id)) outbox.forget(id);
  }, [outgoing, messages, outbox]);

  const title = room ? titleOf(room) : name;
  return (
    <main
      className="room"
      aria-label={room?.kind === "direct" ? `Conversation with ${title}` : `Room ${name}`}
    >
      <RoomHeader {...props} title={title} />
      {isInvited ? (
        <Invitation room={room} />
      ) : state.is === "refused" || !isChannelName(name) ? (
        <Refused name={name} error={state.is === "refused" ? state.error : undefined} />
      ) : (
        <>
          <MessageList
            title={title}
            me={me}
            messages={messages}
            outgoing={own}
            isLoaded={isLoaded}
            isOnline={status.is === "online"}
            newAfter={readUpTo.current}
            loadOlder={loadOlder}
            editing={editing}
            onEdit={setEditing}
            outbox={outbox}
          />
          <Typing people={(people ?? []).filter(({ id }) => typing.ids.includes(id))} />
          <ConnectionBar
            status={status}
            client={chat.client}
            waiting={outgoing.filter(({ error, sent }) => !error && !sent).length}
          />
          <Composer
            key={name}
            title={title}
            onSend={(text) => {
              outbox.send(name, text);
            }}
            onTyping={(isTyping) => {
              whisper("typing", { isTyping });
            }}
            onEditLast={() => {
              setEditing(
                messages.findLast(({ from, deletedAt }) => from.id === me.id && deletedAt === null)?.id,
              );
            }}
          />
        </>
      )}
      <p className="visually-hidden" role="status" aria-label="New messages">
        {heard && `${heard.from.name}: ${heard.text}`}
      </p>
    </main>
  );
}

/** Whether a text of the address can be a channel's parameter at all. */
function isChannelName(name: string): boolean {
  return /^[^.:/]+$/.test(name);
}
