import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { useEvent, useStatus } from "./carillon.js";
import { Inspector } from "./inspector/inspector.js";
import { Notices } from "./notices/notices.js";
import { dataOf } from "./notifications/notification-data.js";
import type { OpenChat } from "./open-chat.js";
import { RoomView } from "./rooms/room-view.js";
import { Sidebar } from "./rooms/sidebar.js";
import { titleOf } from "./rooms/room-title.js";
import { useCurrentRoom } from "./rooms/use-current-room.js";
import { useRooms } from "./rooms/use-rooms.js";

interface ChatProps {
  readonly chat: OpenChat;
  /** Ends it; the reason, if any, is told to the person. */
  readonly onEnd: (reason?: string) => void;
}

/** From this width on there is room for the inspector beside the chat. */
const wide = "(min-width: 68rem)";

/** The chat: rooms at the start, the open one beside them, the inspector at the end. */
export function Chat({ chat, onEnd }: ChatProps): ReactElement {
  const { me, notices } = chat;
  const known = useRooms(me);
  const status = useStatus();
  const current = useCurrentRoom();
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const [isInspecting, setIsInspecting] = useState(() => matchMedia(wide).matches);

  const code = status.is === "signed_out" ? status.code : undefined;
  useEffect(() => {
    if (code !== undefined) onEnd(farewells[code] ?? farewells["unauthenticated"]);
  }, [code, onEnd]);

  useEvent("notification:new", ({ id, type, data }) => {
    const { room, text, key } = dataOf({ id, type, data });
    notices.add({ key, kind: "news", text, room });
  });

  // To go to a room is to be done with the list of them, and with what was said about it.
  useEffect(() => {
    setIsMenuOpen(false);
    for (const notice of notices.getSnapshot()) if (notice.room === current) notices.dismiss(notice.key);
  }, [current, notices]);

  const room = known?.rooms.find(({ name }) => name === current);
  const title = room ? titleOf(room) : current;
  const unread = known?.rooms.reduce((sum, each) => sum + each.unread, 0) ?? 0;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${String(unread)}) ` : ""}${title} · Carillon chat`;
  }, [title, unread]);

  return (
    <div
      className="chat"
      data-menu={isMenuOpen ? "open" : "closed"}
      data-inspector={isInspecting ? "open" : "closed"}
      onKeyDown={(event) => {
        if (event.key === "Escape") setIsMenuOpen(false);
      }}
    >
      <Sidebar
        chat={chat}
        known={known}
        current={current}
        onOpened={() => {
          setIsMenuOpen(false);
        }}
        onEnd={onEnd}
      />
      <button
        className="scrim"
        tabIndex={isMenuOpen ? 0 : -1}
        aria-label="Close the list of rooms"
        onClick={() => {
          setIsMenuOpen(false);
        }}
      />
      <RoomView
        key={current}
        chat={chat}
        name={current}
        room={room}
        people={known?.people}
        isInspecting={isInspecting}
        onInspect={() => {
          setIsInspecting(!isInspecting);
        }}
        onMenu={() => {
          setIsMenuOpen(true);
        }}
      />
      {isInspecting && (
        <Inspector
          recorder={chat.recorder}
          notices={notices}
          onClose={() => {
            setIsInspecting(false);
          }}
        />
      )}
      <Notices notices={notices} />
    </div>
  );
}

/** What is said to a person whose session was ended from elsewhere. */
const farewells: Readonly<Record<string, string>> = {
  revoked: "You were signed out everywhere.",
  unauthenticated: "Your session has ended. Please sign in again.",
};
