import { authStateOf } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { assertMember } from "./channel-keeper.js";
import type { ChannelKeeper } from "./channel-keeper.js";
import type { ChannelMatch } from "./channels.js";
import type { Gate } from "./gate.js";
import { historyOf, positionOf } from "./history.js";
import type { ClientPosition, History } from "./history.js";
import type { HistoryAnswer } from "./history-store.js";
import type { PresenceSnapshot } from "./presence.js";
import { roomKey } from "./room-key.js";
import { whisperOf } from "./whisper.js";

/** What a client gets for a `channel:join` that went well. */
export interface ChannelJoined {
  /** The channel's name. */
  readonly channel: string;
  /** Who is here, in channels with presence. */
  readonly presence?: PresenceSnapshot;
  /** Where the channel is, and what was missed, in channels with history. */
  readonly history?: HistoryAnswer;
}

/** What clients ask for: `channel:join`, `channel:leave` and `channel:whisper`. */
export class ChannelRequests {
  readonly #gate: Gate;
  readonly #keeper: ChannelKeeper;
  readonly #history: History;

  constructor(gate: Gate, keeper: ChannelKeeper, history: History) {
    this.#gate = gate;
    this.#keeper = keeper;
    this.#history = history;
  }

  async join(socket: Socket, payload: unknown): Promise<ChannelJoined> {
    const match = this.#gate.find(payload);
    const position = positionOf((payload as { readonly since?: unknown }).since);
    await this.#keeper.enter(socket, match, false);
    const history = await this.#missed(socket, match, position);
    // Last, so that nothing happens between the snapshot and the answer.
    const presence = await this.#keeper.whoIsHere(socket, match);
    return { channel: match.name, ...(presence && { presence }), ...(history && { history }) };
  }

  async leave(socket: Socket, payload: unknown): Promise<ChannelJoined> {
    const match = this.#gate.find(payload);
    await this.#keeper.leave(socket, match.name, () => this.#gate.assertMayLeave(socket, match));
    return { channel: match.name };
  }

  async whisper(socket: Socket, payload: unknown): Promise<ChannelJoined> {
    const match = this.#gate.find(payload);
    const { name } = match;
    const whisper = whisperOf(payload);
    assertMember(socket, name);
    await this.#gate.assertMayWhisper(socket, match, whisper);
    assertMember(socket, name);
    const from = authStateOf(socket)?.identity?.id ?? null;
    socket.to(name).emit("channel:whisper", { channel: name, from, ...whisper });
    return { channel: name };
  }

  /** What somebody who came in missed, in channels with history. Nobody is told who is out again by then. */
  async #missed(
    socket: Socket,
    { name, rule }: ChannelMatch,
    position: ClientPosition | undefined,
  ): Promise<HistoryAnswer | undefined> {
    const options = historyOf(rule);
    if (options === undefined) return undefined;
    const isIn = (room: string): boolean => socket.rooms.has(room) || room === position?.socketId;
    const answer = await this.#history.since(roomKey(socket.nsp, name), position, options, isIn);
    assertMember(socket, name);
    return answer;
  }
}
