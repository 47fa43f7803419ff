import type { RequestError } from "@carillon/socket-client";
import type { Message } from "../../shared/contract.js";
import type { ChatClient } from "../carillon.js";

/** A message of this page on its way to the server. */
export interface OutgoingMessage {
  readonly id: string;
  readonly room: string;
  readonly text: string;
  readonly at: number;
  /** Why it was not sent. */
  readonly error?: RequestError;
  /** What the server made of it: it stays in the outbox until the list of messages has it. */
  readonly sent?: Message;
}

/** Messages that wait, that were refused, or that were just sent; it outlives the room's view. */
export interface Outbox {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => readonly OutgoingMessage[];
  /** Sends now, or when there is a connection again. */
  send(room: string, text: string): void;
  /** Sends one that failed once more, under its own id: if it arrived after all, it stays one. */
  retry(id: string): void;
  forget(id: string): void;
}

/** Makes the outbox of a client. @param onRefused - Told of each message that the server refuses. */
export function createOutbox(client: ChatClient, onRefused: (error: RequestError) => void): Outbox {
  const listeners = new Set<() => void>();
  let items: readonly OutgoingMessage[] = [];

  function set(next: readonly OutgoingMessage[]): void {
    items = next;
    for (const listener of listeners) listener();
  }

  function replace(item: OutgoingMessage): void {
    set(items.map((other) => (other.id === item.id ? item : other)));
  }

  async function submit({ id, room, text, at }: OutgoingMessage): Promise<void> {
    const outcome = await client.try("messages:send", { id, room, text });
    if (outcome.ok) {
      replace({ id, room, text, at, sent: outcome.data });
    } else {
      replace({ id, room, text, at, error: outcome.error });
      onRefused(outcome.error);
    }
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => items,
    send: (room, text) => {
      const item = { id: crypto.randomUUID(), room, text, at: Date.now() };
      set([...items, item]);
      void submit(item);
    },
    retry: (id) => {
      const failed = items.find((item) => item.id === id);
      if (!failed) return;
      const { room, text, at } = failed;
      const item = { id, room, text, at };
      replace(item);
      void submit(item);
    },
    forget: (id) => {
      set(items.filter((item) => item.id !== id));
    },
  };
}
