import { useState } from "react";
import type { Person, Room } from "../../shared/contract.js";
import { useChannel, useRequest } from "../carillon.js";

/** What one person sees beside the open room. */
export interface KnownRooms {
  readonly rooms: readonly Room[];
  readonly people: readonly Person[];
}

/**
 * The rooms of a person with what is unread in them, kept by a channel of the person's own: the same on all devices, and
 * caught up after a reconnect.
 *
 * @returns `undefined` before they are known.
 */
export function useRooms(me: Person): KnownRooms | undefined {
  const [known, setKnown] = useState<KnownRooms>();
  const { run } = useRequest("rooms:list", { onSuccess: setKnown });

  useChannel(
    "inbox.{user}",
    { user: me.id },
    {
      on: {
        "room:changed": (room) => {
          setKnown((before) => before && { ...before, rooms: withRoom(before.rooms, room) });
        },
        "room:gone": ({ name }) => {
          setKnown(
            (before) => before && { ...before, rooms: before.rooms.filter((room) => room.name !== name) },
          );
        },
      },
      onFresh: () => void run(),
    },
  );
  return known;
}

function withRoom(rooms: readonly Room[], room: Room): Room[] {
  const isKnown = rooms.some(({ name }) => name === room.name);
  return isKnown ? rooms.map((other) => (other.name === room.name ? room : other)) : [...rooms, room];
}
