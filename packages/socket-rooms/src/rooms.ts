import { checkPart, UsageError } from "@carillon/socket-contract/server";
import type { ChannelPatternName, PresenceInfo } from "@carillon/socket-contract";
import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import { ChannelAuthorizer } from "./channels/channel-authorizer.js";
import { ChannelMembership } from "./channels/channel-membership.js";
import { ChannelRecheck } from "./channels/channel-recheck.js";
import { ChannelRequests } from "./channels/channel-requests.js";
import type { ChannelRuleFor } from "./channels/channel-rule.js";
import { Channels } from "./channels/channels.js";
import { channelClientEvents, listenForChannelEvents } from "./channels/client-events.js";
import type { ChannelClientEvents } from "./channels/client-events.js";
import { joinFromHandshake } from "./channels/handshake-joins.js";
import { ClientLimiter } from "./channels/client-limits.js";
import { History } from "./history/history.js";
import { MemoryHistoryStore } from "./history/memory-history-store.js";
import { namespaceOf, Publisher } from "./history/publisher.js";
import type { PublishOptions, PublishTarget } from "./history/publisher.js";
import { RoomGuard } from "./joining/room-guard.js";
import { roomName } from "./joining/room-name.js";
import { socketHelpers } from "./joining/socket-helpers.js";
import type { RoomActions } from "./joining/socket-helpers.js";
import { parseUserRoom } from "./joining/user-room.js";
import type { UserId, UserRoom } from "./joining/user-room.js";
import { MemoryPresenceStore } from "./presence/memory-presence-store.js";
import { Presence } from "./presence/presence.js";
import { PresenceSchemas } from "./presence/presence-schemas.js";
import type { MemberOf } from "./presence/presence-view.js";
import { checkRoomsOptions } from "./rooms-options.js";
import type { RoomsOptions, RoomsTarget } from "./rooms-options.js";

/** The rooms of one server or namespace, made by `attachRooms`. */
export class Rooms {
  /**
   * Answers `channel:join`, `channel:leave` and `channel:whisper`, by name; for a router, together with `listen: false`. They
   * return the reply or throw what the client may know.
   */
  readonly clientEvents: ChannelClientEvents;
  readonly #target: RoomsTarget;
  readonly #logger: Logger;
  readonly #userRoom: UserRoom;
  readonly #guard: RoomGuard;
  readonly #channels: Channels;
  readonly #presence: Presence;
  /** Whether no other process can know members. */
  readonly #isPresenceOwn: boolean;
  readonly #schemas: PresenceSchemas;
  readonly #history: History | undefined;
  readonly #publisher: Publisher;
  readonly #membership: ChannelMembership;
  readonly #recheck: ChannelRecheck;

  /** @internal */
  constructor(target: RoomsTarget, options: RoomsOptions = {}) {
    checkPart("attachRooms", target, ["on"], "a Socket.IO server or namespace: attachRooms(io)");
    checkRoomsOptions(options);
    const { user = "users.{id}", max = 100, timeoutMs = 30_000, channels = new Channels() } = options;
    if (!Number.isSafeInteger(max) || max < 1) {
      throw new UsageError(
        "E_ROOMS_MAX",
        `rooms.max is ${String(max)}; write a positive integer, for example 100.`,
      );
    }
    const logger = scrubLogger(options.logger ?? consoleLogger);
    const rooms = new RoomGuard({ userRoom: (this.#userRoom = parseUserRoom(user)), max, logger });
    const limiter = new ClientLimiter(options.limits);
    const authorizer = new ChannelAuthorizer(channels, timeoutMs);
    const presence = new Presence(options.presence ?? new MemoryPresenceStore(), logger);
    const history =
      options.history === false
        ? undefined
        : new History(options.history ?? new MemoryHistoryStore(), logger);
    const schemas = new PresenceSchemas(options.contract);
    const membership = new ChannelMembership({ channels, rooms, presence, schemas, authorizer, logger });
    this.#target = target;
    this.#logger = logger;
    this.#guard = rooms;
    this.#channels = channels;
    this.#presence = presence;
    this.#isPresenceOwn = options.presence === undefined;
    this.#schemas = schemas;
    this.#history = history;
    this.#membership = membership;
    this.#publisher = new Publisher(target as RoomsTarget & PublishTarget, channels, history);
    this.#recheck = new ChannelRecheck(channels, membership, logger);
    this.clientEvents = channelClientEvents(
      new ChannelRequests({ authorizer, membership, history, limiter }),
    );
    this.#warnOfOverlaps(0);
    this.#listen(options.listen ?? true);
  }

  /**
   * The personal room of a user.
   *
   * @param id - A non-empty string or an integer.
   * @returns The room's name, for `io.to(...)`.
   * @throws SocketException `bad_input` for anything else, so that nothing is sent to `users.undefined`.
   */
  userRoom(id: UserId): string {
    return this.#userRoom.roomOf(id);
  }

  /**
   * Whether a name has the form of a personal room.
   *
   * @param name - Anything.
   * @returns `true` for `"users.42"` with the default template, of any user.
   */
  isUserRoom(name: unknown): boolean {
    return typeof name === "string" && this.#userRoom.matches(name);
  }

  /**
   * Defines who may join the channels of a pattern; clients then join by `channel:join`.
   *
   * Define channels before clients connect.
   *
   * @param pattern - Such as `"orders.{orderId}"`; one of the registered contract, where that declares channels.
   * @param rule - The `join` function alone, or an object or a class with `join`.
   * @throws UsageError for a pattern or a rule that cannot be used, or a pattern defined twice.
   */
  channel<const Pattern extends ChannelPatternName>(pattern: Pattern, rule: ChannelRuleFor<Pattern>): void {
    const known = this.#channels.overlaps.length;
    this.#channels.define(pattern, rule);
    this.#warnOfOverlaps(known);
  }

  /**
   * Asks a channel's rule again for all members, on every node, and removes those that lost the right.
   *
   * A node that is cut off does not hear of it: call {@link Rooms.recheckAll} there when it is back.
   *
   * @param pattern - A defined pattern, or one channel's whole name.
   * @returns How many connections of this node were removed.
   * @throws UsageError `E_UNKNOWN_CHANNEL` when no channel is meant by it.
   */
  recheckChannel(pattern: string): Promise<number> {
    return this.#recheck.run(pattern);
  }

  /**
   * Asks every channel rule again for the members on this node, and removes those that lost the right.
   *
   * For a node that was cut off from the others: it may have missed a {@link Rooms.recheckChannel}.
   *
   * @returns How many connections were removed.
   */
  recheckAll(): Promise<number> {
    return this.#recheck.runAll();
  }

  /**
   * Sends an event to the members of a room, or of several; where a channel among them has history, keeps it first.
   *
   * Listeners get `(payload, mark)` where a channel's rule covers the room: `{ channel }`, and with history
   * `{ channel, epoch, offset }`. A client that keeps that position gets what it missed by `channel:join` with `since`. Rooms
   * without a rule send the payload alone. A member of several of the rooms gets the event once, marked with the first of its
   * channels; coming back it gets it again from the others.
   *
   * @param room - One room, or several; an empty list reaches no client.
   * @param event - The event.
   * @param payload - One JSON-safe payload.
   * @param options - See {@link PublishOptions}.
   * @returns Resolves when it was handed to Socket.IO. A history store that fails is logged and holds nothing up.
   */
  publish(
    room: string | readonly string[],
    event: string,
    payload?: unknown,
    options?: PublishOptions,
  ): Promise<void> {
    return this.#publisher.publish(room, event, payload, options);
  }

  /**
   * Whether a channel's rule covers a room, so that {@link Rooms.publish} marks what is sent there.
   *
   * @param room - The room.
   */
  isChannel(room: string): boolean {
    return this.#publisher.isChannel(room);
  }

  /**
   * The members of a channel with presence, on all nodes.
   *
   * @param channel - The channel's whole name.
   * @param namespace - One of several that share their rooms. Default: what the rooms were attached to.
   * @returns One member for each user, however many connections it has.
   * @throws UsageError `E_UNKNOWN_CHANNEL` for a name that no channel has, `E_CHANNEL_WITHOUT_PRESENCE` for one without presence.
   */
  members<const Channel extends string>(
    channel: Channel,
    namespace: RoomsTarget = this.#target,
  ): Promise<MemberOf<Channel>[]> {
    this.#channels.checkPresence(channel, this.#isPresenceOwn);
    // A registered contract narrows it; what is listed was checked.
    const listed: Promise<unknown> = this.#presence.list(namespaceOf(namespace), channel);
    return listed as Promise<MemberOf<Channel>[]>;
  }

  /**
   * Changes what the others see of a user in a channel with presence.
   *
   * @param socket - One of the user's connections there.
   * @param channel - The channel's whole name.
   * @param info - Replaces what they saw before. JSON-safe, and what the contract says where it names the channel.
   * @throws UsageError `E_NOT_PRESENT` when the connection is not shown there, `E_PRESENCE_INFO` when the info does not fit the
   *   contract.
   */
  async updatePresence<const Channel extends string>(
    socket: Socket,
    channel: Channel,
    info: PresenceInfo<Channel>,
  ): Promise<void> {
    const shown = JSON.parse(JSON.stringify(info)) as object;
    const match = this.#channels.match(channel);
    if (match !== undefined) await this.#schemas.check(match, shown);
    this.#presence.update(socket, channel, shown);
  }

  /**
   * Brings a socket's personal room and its channels in line with its identity.
   *
   * Call it after an identity came, changed or ended on a living connection.
   *
   * @param socket - A connected socket.
   */
  async syncIdentity(socket: Socket): Promise<void> {
    this.#guard.syncIdentity(socket);
    await this.#membership.syncIdentity(socket);
  }

  /** Removes all members of this node from the presence store. Call it when the server closes. */
  close(): Promise<void> {
    this.#history?.close();
    return this.#presence.close();
  }

  #listen(answersClients: boolean): void {
    const helpers = socketHelpers(this.#roomActions());
    const listenForEvents = listenForChannelEvents(this.clientEvents, this.#logger);
    const onConnection = (socket: Socket): void => {
      Object.defineProperties(socket, helpers);
      this.#guard.onConnect(socket);
      joinFromHandshake(socket);
      if (this.#channels.size === 0) return;
      if (answersClients) listenForEvents(socket);
      this.#recheck.watch(socket.nsp);
      if (socket.recovered) this.#membership.onRecovered(socket);
    };
    this.#target.on("connection", onConnection);
  }

  /** Rooms with a rule go the way of channels; all others cost one look-up at most. */
  #roomActions(): RoomActions {
    const [guard, channels, membership] = [this.#guard, this.#channels, this.#membership];
    return {
      join: (socket, room, force) => {
        const match = channels.size > 0 ? channels.match(roomName(room)) : undefined;
        return match === undefined ? guard.join(socket, room, force) : membership.join(socket, match, force);
      },
      leave: (socket, room) => {
        const isChannel = channels.size > 0 && channels.match(roomName(room)) !== undefined;
        return isChannel ? membership.leave(socket, roomName(room)) : guard.leave(socket, room);
      },
    };
  }

  #warnOfOverlaps(known: number): void {
    for (const overlap of this.#channels.overlaps.slice(known)) {
      this.#logger.warn({ event: "channels_overlap" }, overlap);
    }
  }
}
