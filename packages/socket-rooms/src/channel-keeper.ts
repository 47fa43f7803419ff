import { SocketException } from "@carillon/socket-contract";
import { authStateOf, envelopeOf, isThenable } from "@carillon/socket-contract/server";
import type { Identity, MaybePromise } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Namespace, Socket } from "socket.io";
import type { ChannelContext } from "./channel-rule.js";
import type { ChannelMatch, Channels } from "./channels.js";
import { contextOf } from "./gate.js";
import type { Gate } from "./gate.js";
import type { Presence, PresenceSnapshot } from "./presence.js";
import { infoOf, presenceOf } from "./presence-options.js";
import type { PresenceSchemas } from "./presence-schemas.js";
import { Roll } from "./roll.js";
import type { Membership } from "./roll.js";
import { forbiddenRoom } from "./room-keeper.js";
import type { RoomKeeper } from "./room-keeper.js";
import { Turns } from "./turns.js";

/** What a {@link ChannelKeeper} works with. */
export interface ChannelKeeperOptions {
  readonly channels: Channels;
  readonly rooms: RoomKeeper;
  readonly presence: Presence;
  readonly schemas: PresenceSchemas;
  readonly gate: Gate;
  readonly logger: Logger;
}

/** Asks the rules: lets connections into channels, out of them, and puts out who lost the right. */
export class ChannelKeeper {
  readonly #channels: Channels;
  readonly #rooms: RoomKeeper;
  readonly #presence: Presence;
  readonly #schemas: PresenceSchemas;
  readonly #logger: Logger;
  readonly #gate: Gate;
  readonly #roll: Roll;
  /** Channels of recovered connections that nobody has recognised yet. */
  readonly #held = new WeakMap<Socket, ChannelMatch[]>();
  readonly #turns = new WeakMap<Socket, Turns>();

  constructor({ channels, rooms, presence, schemas, gate, logger }: ChannelKeeperOptions) {
    this.#channels = channels;
    this.#rooms = rooms;
    this.#presence = presence;
    this.#schemas = schemas;
    this.#gate = gate;
    this.#logger = logger;
    this.#roll = new Roll((membership, closing) => {
      const { socket, match } = membership;
      const graceMs = closing ? presenceOf(match.rule)?.graceMs : 0;
      this.#presence.depart(socket, match.name, graceMs ?? 0);
      this.#hook("onLeave", membership);
    });
  }

  /** Joins a channel because the server wants it; the client is then told who is here. */
  async join(socket: Socket, match: ChannelMatch, force: boolean): Promise<void> {
    await this.enter(socket, match, force);
    const presence = await this.whoIsHere(socket, match);
    if (presence !== undefined) socket.emit("presence:state", { channel: match.name, ...presence });
  }

  /** Lets a connection in once nothing else of it is under way there. */
  enter(socket: Socket, match: ChannelMatch, force: boolean): MaybePromise<void> {
    const turns = this.#turnsOf(socket);
    if (!this.#isIn(socket, match)) {
      this.#rooms.assertMayJoin(socket, match.name, isOurs(match, force), turns.size);
    }
    return turns.take(match.name, () => this.#letIn(socket, match, force));
  }

  /**
   * Leaves a channel once nothing else of this connection is under way there.
   *
   * @param may - Asked first, where the client wants it; throws to refuse.
   */
  leave(socket: Socket, room: string, may?: () => Promise<void>): MaybePromise<void> {
    return this.#turnsOf(socket).take(room, async () => {
      if (may !== undefined && socket.rooms.has(room)) await may();
      await this.#rooms.leave(socket, room);
    });
  }

  /**
   * Asks the rules again for everybody in the channels of a namespace, and puts out who lost the right.
   *
   * @param selected - Which channels.
   * @returns How many connections were put out.
   */
  async recheck(nsp: Namespace, selected: (match: ChannelMatch) => boolean): Promise<number> {
    const checks: (() => Promise<boolean>)[] = [];
    for (const [room, ids] of nsp.adapter.rooms) {
      const match = this.#channels.match(room);
      if (match === undefined || !selected(match)) continue;
      for (const id of ids) {
        const socket = nsp.sockets.get(id);
        if (socket !== undefined) checks.push(() => this.#stillMay(socket, match));
      }
    }
    let evicted = 0;
    for (let at = 0; at < checks.length; at += atOnce) {
      const still = await Promise.all(checks.slice(at, at + atOnce).map((check) => check()));
      evicted += still.filter((may) => !may).length;
    }
    return evicted;
  }

  /**
   * A connection whose state was recovered is in rooms that nobody asked for this time.
   *
   * Where it is known already who it is, the rules are asked again. Where not, it waits outside for
   * {@link settle}: recovery may have skipped the middleware that would know.
   */
  welcomeBack(socket: Socket): void {
    if (authStateOf(socket)?.identity != null) {
      void this.settle(socket);
      return;
    }
    const held = this.#channelsOf(socket).filter(({ rule }) => rule.guests !== true);
    this.#held.set(socket, held);
    for (const { name } of held) void this.#rooms.leave(socket, name);
    void this.settle(socket);
  }

  /** Asks the rules again for one connection, after its identity came, went or changed. */
  async settle(socket: Socket): Promise<void> {
    await Promise.all(this.#channelsOf(socket).map((match) => this.#stillMay(socket, match)));
    if (authStateOf(socket)?.identity == null) return;
    const held = this.#held.get(socket) ?? [];
    this.#held.delete(socket);
    await Promise.all(held.map((match) => this.#letBackIn(socket, match)));
  }

  #channelsOf(socket: Socket): ChannelMatch[] {
    return [...socket.rooms].flatMap((room) => this.#channels.match(room) ?? []);
  }

  async #letBackIn(socket: Socket, match: ChannelMatch): Promise<void> {
    try {
      await this.join(socket, match, false);
    } catch (error) {
      this.#tellPutOut(socket, match.name, error);
    }
  }

  async #letIn(socket: Socket, match: ChannelMatch, force: boolean): Promise<void> {
    const { name } = match;
    if (this.#isIn(socket, match)) return;
    const before = authStateOf(socket)?.identity;
    const answer = force ? true : await this.#gate.ask(socket, match);
    const context = contextOf(socket, name);
    const shown = this.#shown(match, context, answer);
    const info = shown instanceof Promise ? await shown : shown;
    assertSame(socket, before);
    const joining = this.#rooms.join(socket, name, isOurs(match, force));
    if (joining !== undefined) await this.#confirm(socket, name, before, joining);
    this.#enrol({ socket, match, context }, info);
  }

  /** The adapter took its time: whoever is somebody else by now is taken out again. */
  async #confirm(
    socket: Socket,
    name: string,
    before: Identity | null | undefined,
    joining: Promise<void>,
  ): Promise<void> {
    await joining;
    try {
      assertSame(socket, before);
    } catch (error) {
      await this.#rooms.leave(socket, name);
      throw error;
    }
  }

  /** What the others may see of who comes in; nothing in channels without presence. */
  #shown(
    match: ChannelMatch,
    context: ChannelContext,
    answer: true | object,
  ): MaybePromise<object | null | undefined> {
    const presence = presenceOf(match.rule);
    return presence && this.#schemas.check(match, infoOf(presence, context, answer));
  }

  #enrol(membership: Membership, info: object | null | undefined): void {
    const { socket, match, context } = membership;
    if (!isOnRoll(match)) return;
    this.#roll.enrol(membership);
    const presence = presenceOf(match.rule);
    if (presence !== undefined && context.userId !== null) {
      const { userId } = context;
      this.#presence.arrive({ socket, channel: match.name, userId, info: info ?? null }, presence);
    }
    this.#hook("onJoin", membership);
  }

  /** What somebody who came in is told of the others, in channels with presence. */
  async whoIsHere(socket: Socket, match: ChannelMatch): Promise<PresenceSnapshot | undefined> {
    const presence = presenceOf(match.rule);
    if (presence === undefined) return undefined;
    await this.#presence.ready(socket.nsp, match.name);
    assertMember(socket, match.name);
    return this.#presence.snapshot(socket.nsp, match.name, presence.mode);
  }

  /** Whether a connection is in a channel, and came in by its rule where that matters. */
  #isIn(socket: Socket, match: ChannelMatch): boolean {
    const { name } = match;
    return socket.rooms.has(name) && (!isOnRoll(match) || this.#roll.find(socket.id, name) !== undefined);
  }

  #tellPutOut(socket: Socket, channel: string, error: unknown): void {
    if (!socket.connected) return;
    const refusal = envelopeOf(error, "channel:join", this.#logger);
    socket.emit("error:socket", { ...refusal, event: "channel:join", data: { channel } });
  }

  /** Whether a member still has the right; puts it out and tells it, if not. */
  async #stillMay(socket: Socket, match: ChannelMatch): Promise<boolean> {
    try {
      const answer = await this.#gate.ask(socket, match);
      if (socket.rooms.has(match.name) && !this.#isIn(socket, match)) {
        const context = contextOf(socket, match.name);
        const info = await this.#shown(match, context, answer);
        if (socket.rooms.has(match.name)) this.#enrol({ socket, match, context }, info);
      }
      return true;
    } catch (error) {
      if (!socket.rooms.has(match.name)) return true;
      await this.#rooms.leave(socket, match.name);
      this.#tellPutOut(socket, match.name, error);
      return false;
    }
  }

  /** Calls a hook; what goes wrong in it is the application's, and nobody waits for it. */
  #hook(name: "onJoin" | "onLeave", { match, context }: Membership): void {
    const report = (error: unknown): void => {
      this.#logger.error({ err: error, channel: match.pattern.source }, `${name} of a channel failed`);
    };
    try {
      const result = match.rule[name]?.(context, match.params);
      if (isThenable(result)) result.then(undefined, report);
    } catch (error) {
      report(error);
    }
  }

  #turnsOf(socket: Socket): Turns {
    let turns = this.#turns.get(socket);
    if (turns === undefined) this.#turns.set(socket, (turns = new Turns()));
    return turns;
  }
}

/** Rules asked side by side at a re-check. */
const atOnce = 100;

/** Whether anybody wants to know who is in a channel. Others cost nothing but Socket.IO's own room. */
function isOnRoll({ rule }: ChannelMatch): boolean {
  return rule.onJoin !== undefined || rule.onLeave !== undefined || presenceOf(rule) !== undefined;
}

/** Names that the application wrote out, or vouches for, may look like a connection's id. */
function isOurs({ pattern }: ChannelMatch, force: boolean): boolean {
  return force || pattern.params.length === 0;
}

/** Throws when a connection is not in a channel. */
export function assertMember(socket: Socket, channel: string): void {
  if (!socket.rooms.has(channel)) throw forbiddenRoom("You are not in this channel.");
}

/** After an await: whoever disconnected or became somebody else meanwhile does not get in. */
function assertSame(socket: Socket, before: Identity | null | undefined): void {
  const now = authStateOf(socket)?.identity;
  if (socket.connected && now?.id === before?.id) return;
  if (now == null) throw new SocketException("Your session ended meanwhile.", { code: "unauthenticated" });
  throw forbiddenRoom("The connection changed while it was joining.");
}
