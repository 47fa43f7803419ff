import { answerEvent } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { ChannelJoined, ChannelReply, ChannelRequests } from "./channel-requests.js";

/** Answers one client event: returns the reply, or throws what the client may know. */
export type ChannelEventHandler<Reply> = (socket: Socket, payload?: unknown) => Promise<Reply>;

/** What clients may ask of channels, by event. */
export interface ChannelClientEvents {
  /** `{ channel, since? }` */
  readonly "channel:join": ChannelEventHandler<ChannelJoined>;
  /** `{ channel }` */
  readonly "channel:leave": ChannelEventHandler<ChannelReply>;
  /** `{ channel, event, payload? }` */
  readonly "channel:whisper": ChannelEventHandler<ChannelReply>;
}

/** The handlers of the three events, for a router or for {@link listenForChannelEvents}. */
export function channelClientEvents(requests: ChannelRequests): ChannelClientEvents {
  return {
    "channel:join": (socket, payload) => requests.join(socket, payload),
    "channel:leave": (socket, payload) => requests.leave(socket, payload),
    "channel:whisper": (socket, payload) => requests.whisper(socket, payload),
  };
}

/**
 * Makes the listeners for servers without a router: one function per event for all sockets.
 *
 * @param events - The handlers.
 * @param logger - Gets what clients must not see.
 * @returns Registers the listeners on one socket.
 */
export function listenForChannelEvents(
  events: ChannelClientEvents,
  logger: Logger,
): (socket: Socket) => void {
  const names = ["channel:join", "channel:leave", "channel:whisper"] as const;
  const listeners = names.map((event) => {
    const handle: ChannelEventHandler<unknown> = events[event];
    function answer(this: Socket, ...args: unknown[]): void {
      void answerEvent(this, event, args, (payload) => handle(this, payload), logger);
    }
    return [event, answer] as const;
  });
  return function listen(socket) {
    for (const [event, answer] of listeners) socket.on(event, answer);
  };
}
