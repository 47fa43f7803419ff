import { useEffect, useState } from "react";
import type { Message, Room } from "../../shared/contract.js";
import { useRequest, useStatus } from "../carillon.js";

/** Tells the server up to where the person has seen a room, while its page is visible. */
export function useReadMark(room: Room | undefined, messages: readonly Message[]): void {
  const { run } = useRequest("rooms:read");
  const isOnline = useStatus().is === "online";
  const isVisible = useVisible();
  const name = room?.name;
  const newest = messages.at(-1)?.seq ?? 0;
  const isUnread = room?.standing === "member" && room.unread > 0;

  useEffect(() => {
    if (isOnline && isVisible && isUnread && name !== undefined && newest > 0)
      void run({ room: name, upTo: newest });
  }, [isOnline, isVisible, isUnread, name, newest, run]);
}

function useVisible(): boolean {
  const [isVisible, setIsVisible] = useState(() => !document.hidden);
  useEffect(() => {
    function look(): void {
      setIsVisible(!document.hidden);
    }
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return isVisible;
}
