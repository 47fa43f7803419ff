import { useCallback, useState } from "react";
import type { ChannelState } from "@carillon/socket-client";
import type { Message } from "../../shared/contract.js";
import { useChannel, useRequest } from "../carillon.js";

/** The messages of a room as this page knows them. */
export interface RoomMessages {
  readonly messages: readonly Message[];
  readonly isLoaded: boolean;
  /** Loads the next older ones; `undefined` where there are none. */
  readonly loadOlder: (() => void) | undefined;
  readonly state: ChannelState;
  readonly whisper: ReturnType<typeof useChannel<"rooms.{room}">>["whisper"];
}

interface Loaded {
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
  readonly isLoaded: boolean;
}

const nothing: Loaded = { messages: [], hasMore: false, isLoaded: false };

/**
 * Joins a room and keeps its messages. What was missed comes by the channel's history; only at the first join and after a
 * gap are they loaded anew.
 *
 * @param room - `null` joins nothing.
 * @param onNew - Called with each message that was just said.
 * @param onTyping - Called with the id of a user who types, or has stopped.
 */
export function useMessages(
  room: string | null,
  onNew: (message: Message) => void,
  onTyping: (from: string, isTyping: boolean) => void,
): RoomMessages {
  const [loaded, setLoaded] = useState(nothing);
  const { run } = useRequest("messages:list");

  const put = useCallback((message: Message): void => {
    setLoaded((before) => ({ ...before, messages: merged(before.messages, [message]) }));
  }, []);

  const load = useCallback(async (): Promise<void> => {
    if (room === null) return;
    const outcome = await run({ room });
    if (!outcome.ok) return;
    const { messages, hasMore } = outcome.data;
    const newest = messages.at(-1)?.seq ?? 0;
    // What came live while it was loading stays; what is older may have a hole behind it.
    setLoaded((before) => ({
      hasMore,
      isLoaded: true,
      messages: merged(
        before.messages.filter(({ seq }) => seq > newest),
        messages,
      ),
    }));
  }, [room, run]);

  const { state, whisper } = useChannel("rooms.{room}", room === null ? null : { room }, {
    on: {
      "message:new": (message) => {
        put(message);
        onNew(message);
      },
      "message:changed": put,
    },
    onWhisper: {
      typing: ({ isTyping }, from) => {
        if (from !== null) onTyping(from, isTyping);
      },
    },
    onFresh: () => void load(),
  });

  const oldest = loaded.messages[0]?.seq;
  const loadOlder = useCallback(async (): Promise<void> => {
    if (room === null || oldest === undefined) return;
    const outcome = await run({ room, before: oldest });
    if (!outcome.ok) return;
    const { messages, hasMore } = outcome.data;
    setLoaded((before) => ({ ...before, hasMore, messages: merged(messages, before.messages) }));
  }, [room, oldest, run]);

  return {
    messages: loaded.messages,
    isLoaded: loaded.isLoaded,
    loadOlder: loaded.hasMore ? () => void loadOlder() : undefined,
    state,
    whisper,
  };
}

/** Each once, the later version of it, in order. */
function merged(some: readonly Message[], more: readonly Message[]): Message[] {
  const all = new Map([...some, ...more].map((message) => [message.id, message]));
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}
