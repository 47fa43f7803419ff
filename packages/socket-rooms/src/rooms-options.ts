import type { ContractDefinition } from "@carillon/socket-contract";
import { checkOptions } from "@carillon/socket-contract/server";
import type { OptionKinds } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { Channels } from "./channels/channels.js";
import type { ClientLimits } from "./channels/client-limits.js";
import type { HistoryStore } from "./history/history-store.js";
import type { PresenceStore } from "./presence/presence-store.js";

/** What rooms attach to: a Socket.IO `Server` (its main namespace), a `Namespace`, or a fake with `.on`. */
export interface RoomsTarget {
  /** Calls back for every socket that connects. */
  on(event: "connection", listener: (socket: Socket) => void): unknown;
}

/** How rooms behave. */
export interface RoomsOptions {
  /** Template of the personal rooms: any text with exactly one `{id}`. Default `"users.{id}"`. */
  readonly user?: string;
  /** Rooms that one socket may be in besides its own id and its personal room. Default 100. */
  readonly max?: number;
  /** What one connection may ask of channels. Default: 200 requests under way, 100 whispers and 100,000 bytes a second. */
  readonly limits?: ClientLimits;
  /** Channel rules, where several namespaces share them. Default: none but those of `rooms.channel`. */
  readonly channels?: Channels;
  /** Its `channels` say what members show of themselves. Default: any object. */
  readonly contract?: ContractDefinition;
  /** Keeps who is in channels with presence. Default: in memory, for one process. */
  readonly presence?: PresenceStore;
  /**
   * Keeps what is published in channels with history; `false` keeps nothing, for a process that only sends. Default: in memory,
   * for one process.
   */
  readonly history?: HistoryStore | false;
  /** How long a channel rule may take, in milliseconds; 0 is forever. Default 30,000. */
  readonly timeoutMs?: number;
  /**
   * Whether to answer `channel:join`, `channel:leave` and `channel:whisper`. Give `false` where a router answers them with
   * `rooms.clientEvents`. Default `true`.
   */
  readonly listen?: boolean;
  /** Default: the console. */
  readonly logger?: Logger;
}

/** @throws UsageError `E_UNKNOWN_OPTION` and `E_BAD_OPTION`, naming the option. */
export function checkRoomsOptions(options: RoomsOptions): void {
  checkOptions("attachRooms", options, kinds);
}

const kinds: OptionKinds<RoomsOptions> = {
  user: "any",
  max: "any",
  limits: "object",
  channels: "object",
  contract: "object",
  presence: "object",
  history: "any",
  timeoutMs: "ms",
  listen: "flag",
  logger: "logger",
};
