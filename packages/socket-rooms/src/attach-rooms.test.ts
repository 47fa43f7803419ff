import { EventEmitter } from "node:events";
import { stampAuthState } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { describe, expect, it } from "vitest";
import { attachRooms } from "./attach-rooms.js";

describe("attachRooms on a fake io", () => {
  it("needs nothing but .on", () => {
    const { io, connect } = fakeIo();
    attachRooms(io);
    const socket = connect("a");
    expect(socket.joinedRooms()).toEqual([]);
    expect(Object.keys(socket)).not.toContain("joinRoom");
  });

  it("puts a socket with an identity into its room", () => {
    const { io, connect } = fakeIo();
    attachRooms(io, { user: "people:{id}:inbox" });
    expect(connect("a", "42").joinedRooms()).toEqual(["people:42:inbox"]);
  });

  it("shares one set of functions between sockets and costs no new promise", async () => {
    const { io, connect } = fakeIo();
    attachRooms(io);
    const [a, b] = [connect("a"), connect("b")];
    expect(a.joinRoom).toBe(b.joinRoom);
    expect(a.joinRoom("x")).toBe(b.joinRoom("y"));
    await a.joinRoom("x");
    expect(a.inRoom("x")).toBe(true);
  });

  it("tells a handler that the join had no effect, since the identity it ran for has ended", async () => {
    const { io, connect } = fakeIo();
    attachRooms(io);
    const socket = connect("a", "42");
    // What authentication does to a socket whose identity ended while a handler of it runs.
    Object.assign(socket, { connected: true, join: () => undefined });
    await expect(socket.joinRoom("team.5")).rejects.toMatchObject({ code: "unauthenticated" });
    Object.assign(socket, { connected: false });
    await expect(socket.joinRoom("team.5")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("rejects instead of throwing", async () => {
    const { io, connect } = fakeIo();
    attachRooms(io);
    const joining = connect("a").joinRoom("users.1");
    await expect(joining).rejects.toMatchObject({ code: "forbidden_room", status: 403 });
  });
});

describe("the options", () => {
  const { io } = fakeIo();

  it.each([0, -1, 1.5, NaN, Infinity, "5"])("refuse max: %s", (max) => {
    expect(() => attachRooms(io, { max: max as number })).toThrow("rooms.max");
  });

  it("refuse a template without {id}", () => {
    expect(() => attachRooms(io, { user: "users" })).toThrow("{id}");
  });
});

describe("rooms for the facade", () => {
  const rooms = attachRooms(fakeIo().io);

  it("names and recognises personal rooms", () => {
    expect(rooms.userRoom(42)).toBe("users.42");
    expect(
      ["users.42", "orders.42", undefined, 42, ["users.42"]].map((name) => rooms.isUserRoom(name)),
    ).toEqual([true, false, false, false, false]);
  });
});

/** An io with the methods that the seed's testing section asks of a fake, and sockets that keep rooms. */
function fakeIo(): {
  io: { on(event: "connection", listener: (socket: Socket) => void): unknown };
  connect: (id: string, userId?: string) => Socket;
} {
  const io = Object.assign(new EventEmitter(), { use: () => undefined, to: () => io });
  return {
    io,
    connect: (id, userId) => {
      const rooms = new Set<string>([id]);
      const socket = Object.assign(new EventEmitter(), {
        id,
        rooms,
        join: (room: string) => void rooms.add(room),
        leave: (room: string) => void rooms.delete(room),
      }) as unknown as Socket;
      if (userId !== undefined) {
        stampAuthState(socket, { identity: { id: userId, user: { id: userId } }, guard: "api" });
      }
      io.emit("connection", socket);
      return socket;
    },
  };
}
