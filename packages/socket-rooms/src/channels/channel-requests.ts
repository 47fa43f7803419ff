import { authStateOf } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import type { History } from "../history/history.js";
import { historyOptionsOf } from "../history/history-options.js";
import type { HistoryAnswer } from "../history/history-store.js";
import { positionOf } from "../history/client-position.js";
import type { ClientPosition } from "../history/client-position.js";
import type { PresenceSnapshot } from "../presence/presence-room.js";
import { roomKey } from "../joining/room-key.js";
import type { ChannelAuthorizer } from "./channel-authorizer.js";
import { assertMember } from "./channel-membership.js";
import type { ChannelMembership } from "./channel-membership.js";
import type { ChannelMatch } from "./channels.js";
import type { ClientLimiter } from "./client-limits.js";
import { whisperOf } from "./whisper.js";

/** What a client gets for a `channel:leave` or a `channel:whisper` that went well. */
export interface ChannelReply {
  /** The channel's name. */
  readonly channel: string;
}

/** What a client gets for a `channel:join` that went well. */
export interface ChannelJoined extends ChannelReply {
  /** Who is here, in channels with presence. */
  readonly presence?: PresenceSnapshot;
  /** Where the channel is, and what was missed, in channels with history. */
  readonly history?: HistoryAnswer;
}

/** What a {@link ChannelRequests} works with. */
export interface ChannelRequestsOptions {
  readonly authorizer: ChannelAuthorizer;
  readonly membership: ChannelMembership;
  /** `undefined` where this process keeps none. */
  readonly history: History | undefined;
  readonly limiter: ClientLimiter;
}

/** What clients ask for: `channel:join`, `channel:leave` and `channel:whisper`. */
export class ChannelRequests {
  readonly #authorizer: ChannelAuthorizer;
  readonly #membership: ChannelMembership;
  readonly #history: History | undefined;
  readonly #limiter: ClientLimiter;

  constructor({ authorizer, membership, history, limiter }: ChannelRequestsOptions) {
    this.#authorizer = authorizer;
    this.#membership = membership;
    this.#history = history;
    this.#limiter = limiter;
  }

  async join(socket: Socket, payload: unknown): Promise<ChannelJoined> {
    const match = this.#authorizer.matchOf(payload);
    const position = positionOf((payload as { readonly since?: unknown }).since);
    return this.#limiter.request(socket, payload, async () => {
      await this.#membership.admit(socket, match, false);
      const history = await this.#missed(socket, match, position);
      // Last, so that nothing happens between the snapshot and the answer.
      const presence = await this.#membership.presenceSnapshot(socket, match);
      return { channel: match.name, ...(presence && { presence }), ...(history && { history }) };
    });
  }

  async leave(socket: Socket, payload: unknown): Promise<ChannelReply> {
    const match = this.#authorizer.matchOf(payload);
    return this.#limiter.request(socket, payload, async () => {
      await this.#membership.leave(socket, match.name, () => this.#authorizer.authorizeLeave(socket, match));
      return { channel: match.name };
    });
  }

  async whisper(socket: Socket, payload: unknown): Promise<ChannelReply> {
    const match = this.#authorizer.matchOf(payload);
    const { name } = match;
    const whisper = whisperOf(payload);
    assertMember(socket, name);
    return this.#limiter.whisper(socket, payload, async () => {
      await this.#authorizer.authorizeWhisper(socket, match, whisper);
      assertMember(socket, name);
      const from = authStateOf(socket)?.identity?.id ?? null;
      socket.to(name).emit("channel:whisper", { channel: name, from, ...whisper });
      return { channel: name };
    });
  }

  /** What a client missed, in channels with history. One that is out again by then is told nothing. */
  async #missed(
    socket: Socket,
    { name, rule }: ChannelMatch,
    position: ClientPosition | undefined,
  ): Promise<HistoryAnswer | undefined> {
    const options = historyOptionsOf(rule);
    if (options === undefined || this.#history === undefined) return undefined;
    const isIn = (room: string): boolean => socket.rooms.has(room) || room === position?.socketId;
    const answer = await this.#history.since(roomKey(socket.nsp, name), position, options, isIn);
    assertMember(socket, name);
    return answer;
  }
}
