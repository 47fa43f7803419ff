import { Fragment, useLayoutEffect, useRef } from "react";
import type { ReactElement } from "react";
import type { Message, Person } from "../shared/contract.js";
import { Avatar } from "./avatar.js";

/** Messages of one person within this many milliseconds stand together. */
const together = 5 * 60_000;
/** Pixels from the end within which the list follows new messages. */
const nearEnd = 80;

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

interface MessageListProps {
  readonly room: string;
  readonly messages: readonly Message[];
  readonly me: Person;
}

export function MessageList({ room, messages, me }: MessageListProps): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const last = messages.at(-1);

  useLayoutEffect(() => {
    const { current } = list;
    if (!current) return;
    if (isFollowing.current || last?.from.id === me.id) current.scrollTop = current.scrollHeight;
  }, [last, me.id]);

  return (
    <div
      ref={list}
      className="messages"
      role="log"
      aria-label={`Messages in ${room}`}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isFollowing.current = scrollHeight - scrollTop - clientHeight < nearEnd;
      }}
    >
      {messages.length === 0 && (
        <div className="empty">
          <h2>It is quiet in #{room}</h2>
          <p>Say something. To call somebody who is elsewhere, write @ada or @grace.</p>
        </div>
      )}
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const isNewDay = !before || dayOf(before.at) !== dayOf(message.at);
        const isFirst = isNewDay || before.from.id !== message.from.id || message.at - before.at > together;
        return (
          <Fragment key={message.id}>
            {isNewDay && <h2 className="day">{dayName(message.at)}</h2>}
            <Entry message={message} isFirst={isFirst} isOwn={message.from.id === me.id} />
          </Fragment>
        );
      })}
    </div>
  );
}

interface EntryProps {
  readonly message: Message;
  /** The first of several that stand together. */
  readonly isFirst: boolean;
  readonly isOwn: boolean;
}

function Entry({ message: { from, text, at }, isFirst, isOwn }: EntryProps): ReactElement {
  return (
    <article className="message" data-own={isOwn} data-first={isFirst} aria-label={`${from.name} said`}>
      {isFirst && !isOwn && <Avatar name={from.name} />}
      {isFirst && (
        <p className="byline">
          {!isOwn && <strong>{from.name}</strong>}
          <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
        </p>
      )}
      <p className="bubble">{text}</p>
    </article>
  );
}

function dayOf(at: number): string {
  return new Date(at).toDateString();
}

function dayName(at: number): string {
  const now = new Date();
  if (dayOf(at) === now.toDateString()) return "Today";
  now.setDate(now.getDate() - 1);
  return dayOf(at) === now.toDateString() ? "Yesterday" : day.format(at);
}
