import { Fragment, useEffect, useLayoutEffect, useRef } from "react";
import type { ReactElement } from "react";
import type { Message, Person } from "../../shared/contract.js";
import { dayName, dayOf } from "./days.js";
import { MessageView } from "./message-view.js";
import { OutgoingView } from "./outgoing-view.js";
import type { Outbox, OutgoingMessage } from "./outbox.js";

/** Messages of one person within this many milliseconds stand together. */
const togetherMs = 5 * 60_000;
/** Pixels from the end within which the list follows new messages. */
const nearEnd = 80;

interface MessageListProps {
  /** What the room is called. */
  readonly title: string;
  readonly me: Person;
  readonly messages: readonly Message[];
  /** Those of this page that are not among them yet. */
  readonly outgoing: readonly OutgoingMessage[];
  readonly isLoaded: boolean;
  readonly isOnline: boolean;
  /** The place up to which they were read when the room was opened. */
  readonly newAfter: number | undefined;
  readonly loadOlder: (() => void) | undefined;
  /** The message that is being edited. */
  readonly editing: string | undefined;
  readonly onEdit: (id: string | undefined) => void;
  readonly outbox: Outbox;
}

/** What was said in a room, oldest first. New messages are read out elsewhere: here edits and states change too. */
export function MessageList(props: MessageListProps): ReactElement {
  const { title, me, messages, outgoing, isLoaded, isOnline, newAfter, loadOlder, editing, onEdit, outbox } =
    props;
  const list = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const height = useRef(0);
  const last = outgoing.at(-1)?.id ?? messages.at(-1)?.id;
  const first = messages[0]?.id;
  const isOwn = outgoing.length > 0 || messages.at(-1)?.from.id === me.id;

  useLayoutEffect(() => {
    const { current } = list;
    if (current && (isFollowing.current || isOwn)) current.scrollTop = current.scrollHeight;
  }, [last, isOwn, isLoaded]);

  // What grows, such as the field below or a refusal, keeps the latest messages in sight.
  useEffect(() => {
    const { current } = list;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) current.scrollTop = current.scrollHeight;
    });
    observer.observe(current);
    if (current.firstElementChild) observer.observe(current.firstElementChild);
    return () => {
      observer.disconnect();
    };
  }, []);

  // Older ones above push nothing away from under the reader.
  useLayoutEffect(() => {
    const { current } = list;
    if (current && !isFollowing.current) current.scrollTop += current.scrollHeight - height.current;
  }, [first]);
  useLayoutEffect(() => {
    height.current = list.current?.scrollHeight ?? 0;
  });

  const firstNew = messages.find(
    ({ seq, from }) => newAfter !== undefined && newAfter > 0 && seq > newAfter && from.id !== me.id,
  )?.id;

  return (
    <div
      ref={list}
      className="messages"
      role="log"
      aria-live="off"
      aria-label={`Messages in ${title}`}
      aria-busy={!isLoaded}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isFollowing.current = scrollHeight - scrollTop - clientHeight < nearEnd;
      }}
    >
      <div className="messages-column">
        {!isLoaded && outgoing.length === 0 && <Skeleton />}
        {loadOlder && (
          <button className="quiet older" type="button" onClick={loadOlder}>
            Older messages
          </button>
        )}
        {isLoaded && messages.length === 0 && outgoing.length === 0 && (
          <div className="empty">
            <h2 dir="auto">It is quiet in {title}</h2>
            <p>Say something. To call someone who is elsewhere, write @ and their name.</p>
          </div>
        )}
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const isNewDay = !before || dayOf(before.at) !== dayOf(message.at);
          const isNew = message.id === firstNew;
          const isFirst =
            isNewDay || isNew || before.from.id !== message.from.id || message.at - before.at > togetherMs;
          return (
            <Fragment key={message.id}>
              {isNewDay && (
                <h2 className="divider">
                  <span>{dayName(message.at)}</span>
                </h2>
              )}
              {isNew && (
                <p className="divider" data-kind="new">
                  <span>New</span>
                </p>
              )}
              <MessageView
                message={message}
                isFirst={isFirst}
                isOwn={message.from.id === me.id}
                isEditing={message.id === editing}
                onEdit={onEdit}
              />
            </Fragment>
          );
        })}
        {outgoing.map((item) => (
          <OutgoingView key={item.id} item={item} isOnline={isOnline} outbox={outbox} />
        ))}
      </div>
    </div>
  );
}

/** Where messages will be. */
function Skeleton(): ReactElement {
  return (
    <div className="skeleton" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  );
}
