import type { BroadcastPayload, Logger, ServerEventName } from "@carillon/socket-contract";
import type { Server } from "socket.io";

/** What the broadcast helpers return: Socket.IO's own chain. */
export type BroadcastChain = ReturnType<Server["to"]>;

/** How room names are told from user ids. */
export interface RoomNames {
  /** The personal room of a user; throws for an id that is none. */
  readonly userRoom: (id: string | number) => string;
  /** Whether a name has the form of a personal room. */
  readonly isUserRoom: (name: unknown) => boolean;
}

/** Sends events from the server to rooms, users and everybody. */
export class Broadcaster {
  readonly #io: () => Server;
  readonly #names: () => RoomNames;
  readonly #logger: () => Logger;

  constructor(io: () => Server, names: () => RoomNames, logger: () => Logger) {
    this.#io = io;
    this.#names = names;
    this.#logger = logger;
  }

  /** Socket.IO's chain to a room. */
  to(room: string | readonly string[]): BroadcastChain {
    const rooms = [room].flat().map(checkedRoom);
    if (rooms.length === 0)
      throw new TypeError("A room name is needed; an empty list would reach everybody.");
    return this.#io().to(rooms);
  }

  /** Socket.IO's chain to the sockets of a user. */
  toUser(id: string | number): BroadcastChain {
    return this.to(this.#names().userRoom(id));
  }

  /** A room by name, or a user's by id: a name with a dot or of a personal room is a room. */
  toRoomOrUser(target: string | number): BroadcastChain {
    if (typeof target === "string" && (target.includes(".") || this.#names().isUserRoom(target)))
      return this.to(target);
    return this.toUser(target);
  }

  /** Sends, and logs what cannot be sent: a broadcast never fails the request that asked for it. */
  send<Event extends ServerEventName>(
    chain: Pick<BroadcastChain, "emit">,
    event: Event,
    payload: BroadcastPayload<Event>,
  ): Promise<void> {
    checkEvent(event);
    try {
      chain.emit(event, ...(payload === undefined ? [] : [payload as unknown]));
    } catch (error) {
      this.#logger().error({ event, err: error }, "The broadcast could not be sent");
    }
    return Promise.resolve();
  }
}

function checkedRoom(room: unknown): string {
  if (typeof room === "string" && room !== "") return room;
  throw new TypeError(
    `A room name is a non-empty string; got ${room === "" ? "an empty one" : typeof room}.`,
  );
}

function checkEvent(event: unknown): void {
  if (typeof event === "string" && event !== "") return;
  throw new TypeError('An event\'s name is a non-empty string, such as "order:updated".');
}
