import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { Session } from "../shared/contract.js";
import { Notices } from "./notices.js";
import { RoomView } from "./room-view.js";
import { Sidebar } from "./sidebar.js";
import { useChat } from "./use-chat.js";

interface ChatProps {
  readonly session: Session;
  /** Ends the session; the reason, if any, is told to the person. */
  readonly onEnd: (reason?: string) => void;
}

/** The chat: rooms on the left, the open one beside them. */
export function Chat({ session, onEnd }: ChatProps): ReactElement {
  const chat = useChat(session, onEnd);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const { current } = chat;

  useEffect(() => {
    document.title = current === null ? "Carillon chat" : `#${current} · Carillon chat`;
  }, [current]);

  function closeMenu(): void {
    setIsMenuOpen(false);
  }

  return (
    <div
      className="chat"
      data-menu={isMenuOpen ? "open" : "closed"}
      onKeyDown={(event) => {
        if (event.key === "Escape") closeMenu();
      }}
    >
      <Sidebar
        chat={chat}
        me={session.user}
        onOpen={closeMenu}
        onSignOut={() => {
          onEnd();
        }}
      />
      <button className="scrim" aria-label="Close the list of rooms" onClick={closeMenu} />
      <RoomView
        key={current}
        chat={chat}
        me={session.user}
        onMenu={() => {
          setIsMenuOpen(true);
        }}
      />
      <Notices chat={chat} />
    </div>
  );
}
