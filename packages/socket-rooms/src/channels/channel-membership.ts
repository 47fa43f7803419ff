import { SocketException } from "@carillon/socket-contract";
import { authStateOf, envelopeOf, isThenable } from "@carillon/socket-contract/server";
import type { Identity, MaybePromise } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Namespace, Socket } from "socket.io";
import type { ChannelContext } from "./channel-rule.js";
import type { ChannelMatch, Channels } from "./channels.js";
import { contextOf } from "./channel-authorizer.js";
import type { ChannelAuthorizer } from "./channel-authorizer.js";
import type { Presence } from "../presence/presence.js";
import type { PresenceSnapshot } from "../presence/presence-room.js";
import { infoOf, presenceOf } from "../presence/presence-options.js";
import type { PresenceSchemas } from "../presence/presence-schemas.js";
import { MembershipTracker } from "./membership-tracker.js";
import type { Membership } from "./membership-tracker.js";
import { forbiddenRoom, notJoined } from "../joining/forbidden-room.js";
import type { RoomGuard } from "../joining/room-guard.js";
import { localRooms } from "../socket-io-internals.js";
import { KeyedQueue } from "./keyed-queue.js";

/** What a {@link ChannelMembership} works with. */
export interface ChannelMembershipOptions {
  readonly channels: Channels;
  readonly rooms: RoomGuard;
  readonly presence: Presence;
  readonly schemas: PresenceSchemas;
  readonly authorizer: ChannelAuthorizer;
  readonly logger: Logger;
}

/** Joins and leaves channels as their rules say, and removes members that lost the right. */
export class ChannelMembership {
  readonly #channels: Channels;
  readonly #rooms: RoomGuard;
  readonly #presence: Presence;
  readonly #schemas: PresenceSchemas;
  readonly #logger: Logger;
  readonly #authorizer: ChannelAuthorizer;
  readonly #tracker: MembershipTracker;
  /** Channels of recovered connections whose identity is not known yet. */
  readonly #awaitingIdentity = new WeakMap<Socket, ChannelMatch[]>();
  readonly #queues = new WeakMap<Socket, KeyedQueue>();

  constructor({ channels, rooms, presence, schemas, authorizer, logger }: ChannelMembershipOptions) {
    this.#channels = channels;
    this.#rooms = rooms;
    this.#presence = presence;
    this.#schemas = schemas;
    this.#authorizer = authorizer;
    this.#logger = logger;
    this.#tracker = new MembershipTracker((membership, closing) => {
      const { socket, match } = membership;
      const graceMs = closing ? presenceOf(match.rule)?.graceMs : 0;
      this.#presence.leave(socket, match.name, graceMs ?? 0);
      this.#runHook("onLeave", membership);
    });
  }

  /** Joins a channel because the server wants it; the client is then told who is here. */
  async join(socket: Socket, match: ChannelMatch, force: boolean): Promise<void> {
    await this.admit(socket, match, force);
    const presence = await this.presenceSnapshot(socket, match);
    if (presence !== undefined) socket.emit("presence:state", { channel: match.name, ...presence });
  }

  /** Joins a channel once nothing else of this connection is under way there; the caller tells the client. */
  admit(socket: Socket, match: ChannelMatch, force: boolean): MaybePromise<void> {
    const queue = this.#queueOf(socket);
    if (!this.#isIn(socket, match)) {
      this.#rooms.assertCanJoin(socket, match.name, isTrustedName(match, force), queue.size);
    }
    return queue.run(match.name, () => this.#admitNow(socket, match, force));
  }

  /**
   * Leaves a channel once nothing else of this connection is under way there.
   *
   * @param may - Asked first, where the client wants it; throws to refuse.
   */
  leave(socket: Socket, room: string, may?: () => Promise<void>): MaybePromise<void> {
    return this.#queueOf(socket).run(room, async () => {
      if (may !== undefined && socket.rooms.has(room)) await may();
      await this.#rooms.leave(socket, room);
    });
  }

  /**
   * Asks the rules again for the members of the channels of a namespace, and removes those that lost the right.
   *
   * @param selected - Which channels.
   * @returns How many connections were removed.
   */
  async recheck(nsp: Namespace, selected: (match: ChannelMatch) => boolean): Promise<number> {
    const checks: (() => Promise<boolean>)[] = [];
    for (const [room, ids] of localRooms(nsp)) {
      const match = this.#channelOf(room);
      if (match === undefined || !selected(match)) continue;
      for (const id of ids) {
        const socket = nsp.sockets.get(id);
        if (socket !== undefined) checks.push(() => this.#recheckMember(socket, match));
      }
    }
    let evicted = 0;
    for (let at = 0; at < checks.length; at += recheckConcurrency) {
      const still = await Promise.all(checks.slice(at, at + recheckConcurrency).map((check) => check()));
      evicted += still.filter((may) => !may).length;
    }
    return evicted;
  }

  /**
   * Checks the channels of a connection whose state Socket.IO recovered: it is in their rooms without having joined.
   *
   * Where its identity is known already, the rules are asked again. Otherwise it leaves them until
   * {@link syncIdentity}: recovery may have skipped the middleware that authenticates.
   */
  onRecovered(socket: Socket): void {
    if (authStateOf(socket)?.identity != null) {
      void this.syncIdentity(socket);
      return;
    }
    const waiting = this.#channelsOf(socket).filter(({ rule }) => rule.guests !== true);
    this.#awaitingIdentity.set(socket, waiting);
    for (const { name } of waiting) void this.#rooms.leave(socket, name);
    void this.syncIdentity(socket);
  }

  /** Asks the rules again for one connection, after its identity came, went or changed. */
  async syncIdentity(socket: Socket): Promise<void> {
    await Promise.all(this.#channelsOf(socket).map((match) => this.#recheckMember(socket, match)));
    if (authStateOf(socket)?.identity == null) return;
    const waiting = this.#awaitingIdentity.get(socket) ?? [];
    this.#awaitingIdentity.delete(socket);
    await Promise.all(waiting.map((match) => this.#readmit(socket, match)));
  }

  #channelsOf(socket: Socket): ChannelMatch[] {
    return [...socket.rooms].flatMap((room) => this.#channelOf(room) ?? []);
  }

  /** Plain Socket.IO takes anything for a room, as in `socket.join(user.id)` with a number; a channel is named by text. */
  #channelOf(room: unknown): ChannelMatch | undefined {
    return typeof room === "string" ? this.#channels.match(room) : undefined;
  }

  async #readmit(socket: Socket, match: ChannelMatch): Promise<void> {
    try {
      await this.join(socket, match, false);
    } catch (error) {
      this.#notifyRemoved(socket, match.name, error);
    }
  }

  async #admitNow(socket: Socket, match: ChannelMatch, force: boolean): Promise<void> {
    const { name } = match;
    if (this.#isIn(socket, match)) return;
    // It may have waited for its turn: a rule is not asked for a client that is gone.
    if (!socket.connected) throw notJoined(socket);
    const before = authStateOf(socket)?.identity;
    const answer = force ? true : await this.#authorizer.authorizeJoin(socket, match);
    const context = contextOf(socket, name);
    const checking = this.#presenceInfo(match, context, answer);
    const info = checking instanceof Promise ? await checking : checking;
    assertSame(socket, before);
    const joining = this.#rooms.join(socket, name, isTrustedName(match, force));
    if (joining !== undefined) await this.#confirm(socket, name, before, joining);
    this.#add({ socket, match, context }, info);
  }

  /** After an asynchronous adapter: undoes the join of a connection whose identity changed meanwhile. */
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

  /** What the others may see of a member; nothing in channels without presence. */
  #presenceInfo(
    match: ChannelMatch,
    context: ChannelContext,
    answer: true | object,
  ): MaybePromise<object | null | undefined> {
    const presence = presenceOf(match.rule);
    return presence && this.#schemas.check(match, infoOf(presence, context, answer));
  }

  #add(membership: Membership, info: object | null | undefined): void {
    const { socket, match, context } = membership;
    if (!isTracked(match)) return;
    this.#tracker.add(membership);
    const presence = presenceOf(match.rule);
    if (presence !== undefined && context.userId !== null) {
      const { userId } = context;
      this.#presence.join({ socket, channel: match.name, userId, info: info ?? null }, presence);
    }
    this.#runHook("onJoin", membership);
  }

  /** What a new member is told of the others, in channels with presence. */
  async presenceSnapshot(socket: Socket, match: ChannelMatch): Promise<PresenceSnapshot | undefined> {
    const presence = presenceOf(match.rule);
    if (presence === undefined) return undefined;
    await this.#presence.ready(socket.nsp, match.name);
    assertMember(socket, match.name);
    return this.#presence.snapshot(socket, match.name, presence.mode);
  }

  /** Whether a connection is in a channel, and joined by its rule where that matters. */
  #isIn(socket: Socket, match: ChannelMatch): boolean {
    const { name } = match;
    return socket.rooms.has(name) && (!isTracked(match) || this.#tracker.find(socket.id, name) !== undefined);
  }

  #notifyRemoved(socket: Socket, channel: string, error: unknown): void {
    if (!socket.connected) return;
    const refusal = envelopeOf(error, "channel:join", this.#logger);
    socket.emit("error:socket", { ...refusal, event: "channel:join", data: { channel } });
  }

  /** Whether a member still has the right; removes it and tells it, if not. */
  async #recheckMember(socket: Socket, match: ChannelMatch): Promise<boolean> {
    try {
      const answer = await this.#authorizer.authorizeJoin(socket, match);
      if (socket.rooms.has(match.name) && !this.#isIn(socket, match)) {
        const context = contextOf(socket, match.name);
        const info = await this.#presenceInfo(match, context, answer);
        if (socket.rooms.has(match.name)) this.#add({ socket, match, context }, info);
      }
      return true;
    } catch (error) {
      if (!socket.rooms.has(match.name)) return true;
      await this.#rooms.leave(socket, match.name);
      this.#notifyRemoved(socket, match.name, error);
      return false;
    }
  }

  /** Calls a hook without waiting for it; an error in it is logged. */
  #runHook(name: "onJoin" | "onLeave", { match, context }: Membership): void {
    const report = (error: unknown): void => {
      this.#logger.error(
        { event: "channel_hook_failed", err: error, hook: name, channel: match.pattern.source },
        "A hook of a channel failed",
      );
    };
    try {
      const result = match.rule[name]?.(context, match.params);
      if (isThenable(result)) result.then(undefined, report);
    } catch (error) {
      report(error);
    }
  }

  #queueOf(socket: Socket): KeyedQueue {
    let queue = this.#queues.get(socket);
    if (queue === undefined) this.#queues.set(socket, (queue = new KeyedQueue()));
    return queue;
  }
}

/** Rules asked side by side at a re-check. */
const recheckConcurrency = 100;

/** Whether a channel has hooks or presence. Others cost nothing but Socket.IO's own room. */
function isTracked({ rule }: ChannelMatch): boolean {
  return rule.onJoin !== undefined || rule.onLeave !== undefined || presenceOf(rule) !== undefined;
}

/** Names that the application wrote out, or vouches for, may look like a connection's id. */
function isTrustedName({ pattern }: ChannelMatch, force: boolean): boolean {
  return force || pattern.params.length === 0;
}

/** Throws when a connection is not in a channel. */
export function assertMember(socket: Socket, channel: string): void {
  if (!socket.rooms.has(channel)) throw forbiddenRoom("You are not in this channel.");
}

/** After an await: refuses a connection that closed, or whose identity changed meanwhile. */
function assertSame(socket: Socket, before: Identity | null | undefined): void {
  const now = authStateOf(socket)?.identity;
  if (socket.connected && now?.id === before?.id) return;
  if (now == null) throw new SocketException("Your session ended meanwhile.", { code: "unauthenticated" });
  throw forbiddenRoom("The connection changed while it was joining.");
}
