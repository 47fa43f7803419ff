import { useSyncExternalStore } from "react";

const first = "lobby";

/** The room that the address names after its `#`, so that a reload, the back button and a link open the same one. */
export function useCurrentRoom(): string {
  return useSyncExternalStore(subscribe, currentRoom);
}

export function addressOf(room: string): string {
  return `#${room}`;
}

function currentRoom(): string {
  return decodeURIComponent(location.hash.slice(1)) || first;
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => {
    removeEventListener("hashchange", listener);
  };
}
