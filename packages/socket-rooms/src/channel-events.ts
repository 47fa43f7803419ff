import { answerEvent } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { ChannelRequests } from "./channel-requests.js";

/**
 * Makes the answers to `channel:join`, `channel:leave` and `channel:whisper`: three functions for all sockets.
 *
 * @param requests - Decides.
 * @param logger - Gets what clients must not see.
 * @returns A function that lets one socket be answered.
 */
export function channelEvents(requests: ChannelRequests, logger: Logger): (socket: Socket) => void {
  function join(this: Socket, ...args: unknown[]): void {
    void answerEvent(this, "channel:join", args, (payload) => requests.join(this, payload), logger);
  }
  function leave(this: Socket, ...args: unknown[]): void {
    void answerEvent(this, "channel:leave", args, (payload) => requests.leave(this, payload), logger);
  }
  function whisper(this: Socket, ...args: unknown[]): void {
    void answerEvent(this, "channel:whisper", args, (payload) => requests.whisper(this, payload), logger);
  }

  return function answerChannelEvents(socket) {
    socket.on("channel:join", join);
    socket.on("channel:leave", leave);
    socket.on("channel:whisper", whisper);
  };
}
