import { Socket, SocketException } from "carillon";
import type { EventContext, PayloadOf, ReplyOf } from "carillon/router";
import type { Socket as Connection } from "socket.io";
import type { RoomInfo } from "../../shared/contract.js";
import { infoOf } from "../presence.js";
import { rooms } from "../rooms.js";
import type { Room } from "../rooms.js";

/** Rooms: which there are, going in and out. */
export default class RoomController {
  list(): RoomInfo[] {
    return rooms.all().map(infoOf);
  }

  /** Goes into a room, and opens it where there is none of that name. */
  async join(
    socket: Connection,
    payload: PayloadOf<"rooms:join">,
    context: EventContext,
  ): Promise<ReplyOf<"rooms:join">> {
    const name = payload.room;
    if (context.userId !== null && name === Socket.userRoom(context.userId)) {
      throw new SocketException("That is your personal room. Mentions reach you there by themselves.", {
        code: "bad_input",
      });
    }
    // Whatever a client names: joinRoom refuses other users' personal rooms with `forbidden_room`.
    await socket.joinRoom(name);
    const room = rooms.find(name) ?? (await openRoom(socket, name, context.userId ?? ""));
    return { room: infoOf(room), messages: room.messages };
  }

  async leave(socket: Connection, payload: PayloadOf<"rooms:leave">): Promise<RoomInfo> {
    const room = rooms.get(payload.room);
    await socket.leaveRoom(room.name);
    return infoOf(room);
  }
}

/** Opens a room and announces it. Where it cannot be opened, the socket does not stay in it. */
async function openRoom(socket: Connection, name: string, userId: string): Promise<Room> {
  try {
    const room = rooms.create(name, userId);
    void Socket.emit("room:updated", infoOf(room));
    return room;
  } catch (error) {
    await socket.leaveRoom(name);
    throw error;
  }
}
