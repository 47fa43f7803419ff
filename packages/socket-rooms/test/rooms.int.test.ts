import { startServer, nextEvent, transports } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { Socket } from "socket.io";
import { describe, expect, it } from "vitest";
import { attachRooms } from "../src/index.js";
import type { Rooms } from "../src/index.js";
import type { RoomsOptions } from "../src/index.js";
import { identifyByAuth, nextSocket, signIn, signOut } from "./identify.js";

const forbidden = { code: "forbidden_room", status: 403 };

describe.each(transports)("over %s", (transport) => {
  it("a personal room receives its owner's events and no others", async () => {
    await using server = await start();
    const ada = await server.connect({ auth: { user: "1" }, transports: [transport] });
    const bob = await server.connect({ auth: { user: "2" }, transports: [transport] });
    const heard: string[] = [];
    ada.on("news", (text: string) => heard.push(`ada ${text}`));
    bob.on("news", (text: string) => heard.push(`bob ${text}`));
    server.io.to("users.1").emit("news", "for 1");
    server.io.to("users.2").emit("news", "for 2");
    server.io.emit("end");
    await Promise.all([ada, bob].map((client) => nextEvent(client, "end")));
    expect(heard.sort()).toEqual(["ada for 1", "bob for 2"]);
  });
});

describe("joinRoom", () => {
  it.each([
    ..."users.43 users.042 users.42.x users. users.{id} users.undefined users.null users.NaN users.4e1".split(
      " ",
    ),
    "users.+42",
    "users.42 ",
    "users.42\n",
    "users.４２",
  ])("refuses %j to 42", async (room) => {
    await using server = await start();
    const socket = await connect(server, "42");
    await expect(socket.joinRoom(room)).rejects.toMatchObject(forbidden);
    expect(socket.joinedRooms()).toEqual(["users.42"]);
  });

  it("takes the own room, open rooms and names that only look alike", async () => {
    await using server = await start();
    const socket = await connect(server, "42");
    for (const room of ["users.42", "orders.123", "USERS.42", "users.42".slice(1), "orders.123"]) {
      await socket.joinRoom(room);
      expect(socket.inRoom(room)).toBe(true);
    }
    expect(socket.joinedRooms()).toEqual(["users.42", "orders.123", "USERS.42", "sers.42"]);
  });

  it.each([
    "42",
    "0",
    "-1",
    "9007199254740993",
    "01890a5d-ac96-774b-bcce-b302099a8057",
    "a.b",
    ".*",
    "$&",
    "a$'b",
    "{id}",
    "__proto__",
    "👩‍🚀",
    "x".repeat(10_000),
  ])("knows the own room of an id like %.20s", async (id) => {
    await using server = await start();
    const socket = await connect(server, id);
    expect(socket.joinedRooms()).toEqual([`users.${id}`]);
    await expect(socket.joinRoom(`users.${id}x`)).rejects.toMatchObject({ name: "SocketException" });
  });

  it.each([
    ["an array", ["lobby"]],
    ["an array that hides a room", ["lobby", "users.43"]],
    ["null", null],
    ["undefined", undefined],
    ["a number", 42],
    ["an object", {}],
    ["an object that changes its mind", { toString: () => (Math.random() < 0.5 ? "lobby" : "users.43") }],
    ["an empty name", ""],
    ["a symbol", Symbol("lobby")],
    ["a name of a megabyte", "x".repeat(1_000_000)],
  ])("refuses %s", async (_what, room) => {
    await using server = await start();
    const socket = await connect(server, "42");
    const refused = { code: "bad_input", status: 422 };
    await expect(socket.joinRoom(room as string)).rejects.toMatchObject(refused);
    await expect(socket.joinRoom(room as string, { force: true })).rejects.toMatchObject(refused);
    await expect(socket.leaveRoom(room as string)).rejects.toMatchObject(refused);
    expect(socket.inRoom(room as string)).toBe(false);
    expect(socket.joinedRooms()).toEqual(["users.42"]);
  });

  it("refuses the id of another connection, also to leave the own one", async () => {
    await using server = await start();
    const [a, b] = [await connect(server), await connect(server)];
    await expect(b.joinRoom(a.id)).rejects.toMatchObject(forbidden);
    await expect(a.leaveRoom(a.id)).rejects.toMatchObject(forbidden);
    await expect(b.joinRoom(a.id, { force: true })).rejects.toMatchObject(forbidden);
    await a.joinRoom(a.id);
    expect(a.rooms).toEqual(new Set([a.id]));
  });

  it("refuses what could be the id of a connection on another node, unless forced", async () => {
    await using here = await start();
    await using there = await start();
    const [socket, elsewhere] = [await connect(here), await connect(there)];
    await expect(socket.joinRoom(elsewhere.id)).rejects.toMatchObject(forbidden);
    expect(socket.joinedRooms()).toEqual([]);
    await socket.joinRoom("01890a5d-ac96-774b-b", { force: true });
    expect(socket.joinedRooms()).toEqual(["01890a5d-ac96-774b-b"]);
  });

  it("refuses all personal rooms to an anonymous socket", async () => {
    await using server = await start();
    const socket = await connect(server);
    await expect(socket.joinRoom("users.42")).rejects.toMatchObject(forbidden);
  });

  it("refuses the 101st room and takes it after one was left", async () => {
    await using server = await start();
    const socket = await connect(server, "42");
    for (let n = 1; n <= 100; n++) await socket.joinRoom(`room.${String(n)}`);
    await expect(socket.joinRoom("room.101")).rejects.toMatchObject({ code: "too_many_rooms" });
    await socket.joinRoom("room.1");
    await socket.joinRoom("users.42");
    await socket.leaveRoom("room.1");
    await socket.joinRoom("room.101");
    expect(socket.joinedRooms()).toHaveLength(101);
  });

  it("leaves nothing behind after a disconnect", async () => {
    await using server = await start();
    const socket = await connect(server, "42");
    socket.on("disconnecting", () => void socket.joinRoom("too.late"));
    const gone = nextEvent(socket, "disconnect");
    socket.disconnect();
    await gone;
    await expect(socket.joinRoom("later")).rejects.toMatchObject({ code: "unavailable" });
    expect(server.io.of("/").adapter.rooms.size).toBe(0);
    expect(server.io.of("/").adapter.sids.size).toBe(0);
  });
});

describe("what Socket.IO does by itself", () => {
  it("shows in inRoom and joinedRooms", async () => {
    await using server = await start();
    const socket = await connect(server, "42");
    await socket.join("users.43");
    server.io.socketsJoin("all");
    expect(socket.joinedRooms()).toEqual(["users.42", "users.43", "all"]);
    server.io.in("all").socketsLeave(["users.42", "all"]);
    expect(socket.joinedRooms()).toEqual(["users.43"]);
    expect([socket.inRoom("users.43"), socket.inRoom("all")]).toEqual([true, false]);
  });

  it("shows even what was written into its set", async () => {
    await using server = await start();
    const socket = await connect(server, "42");
    socket.rooms.add("users.43");
    expect(socket.joinedRooms()).toEqual(["users.42", "users.43"]);
    socket.rooms.delete("users.43");
    expect(socket.inRoom("users.43")).toBe(false);
  });

  it("hears a join before the rule does, and changes nothing about the answer", async () => {
    await using server = await startServer((io) => {
      identifyByAuth(io);
      attachRooms(io).channel("orders.{id}", { join: () => false });
    });
    const connected = nextSocket(server.io);
    const client = await server.connect({ auth: { user: "42" } });
    const socket = await connected;
    const heard: unknown[] = [];
    socket.prependListener("channel:join", (payload: unknown) => heard.push(payload));
    const asked = { channel: "orders.1" };
    expect(await client.emitWithAck("channel:join", asked)).toMatchObject({
      ok: false,
      error: "forbidden_room",
    });
    expect(heard).toEqual([asked]);
    expect(socket.joinedRooms()).toEqual(["users.42"]);
  });

  it("keeps namespaces apart", async () => {
    await using server = await startServer((io) => {
      for (const name of ["/admin", "/shop"]) {
        const nsp = io.of(name);
        identifyByAuth(nsp);
        attachRooms(nsp, { user: name === "/admin" ? "staff.{id}" : "users.{id}" });
      }
    });
    const admin = nextSocket(server.io.of("/admin"));
    await server.connect({ namespace: "/admin", auth: { user: "1" } });
    const shop = nextSocket(server.io.of("/shop"));
    await server.connect({ namespace: "/shop", auth: { user: "1" } });
    const plain = nextSocket(server.io);
    await server.connect();
    expect((await admin).joinedRooms()).toEqual(["staff.1"]);
    expect((await shop).joinedRooms()).toEqual(["users.1"]);
    await (await admin).joinRoom("users.2");
    await expect((await shop).joinRoom("users.2")).rejects.toMatchObject(forbidden);
    expect(await plain).not.toHaveProperty("joinRoom");
  });

  it("drops another user's room when it recovers a connection", async () => {
    await using server = await startServer(
      (io) => {
        identifyByAuth(io);
        attachRooms(io);
      },
      { options: { connectionStateRecovery: { skipMiddlewares: false } } },
    );
    const client = server.client({ auth: { user: "1" } });
    const first = nextSocket(server.io);
    client.connect();
    await nextEvent(client, "connect");
    await (await first).joinRoom("orders.1");
    server.io.emit("offset");
    await nextEvent(client, "offset");
    const gone = nextEvent(client, "disconnect");
    client.io.engine.close();
    await gone;
    const second = nextSocket(server.io);
    Object.assign(client.auth, { user: "2" });
    client.connect();
    const recovered = await second;
    expect(recovered.recovered).toBe(true);
    expect(recovered.joinedRooms().sort()).toEqual(["orders.1", "users.2"]);
  });
});

it("syncIdentity follows an identity that comes, changes and goes", async () => {
  let attached: Rooms | undefined;
  await using server = await startServer((io) => {
    attached = attachRooms(io);
  });
  const socket = await connect(server);
  const rooms: string[][] = [];
  for (const change of [() => signIn(socket, "1"), () => signIn(socket, "2"), () => signOut(socket)]) {
    change();
    await attached?.syncIdentity(socket);
    rooms.push(socket.joinedRooms());
  }
  expect(rooms).toEqual([["users.1"], ["users.2"], []]);
});

describe("with an adapter that takes its time", () => {
  it("a join is undone when the connection ends meanwhile", async () => {
    await using server = await start();
    const joins = slowJoins(server);
    const socket = await connect(server, "42");
    joins.hold();
    const joining = socket.joinRoom("orders.1");
    socket.disconnect();
    joins.release();
    await expect(joining).rejects.toMatchObject({ code: "unavailable" });
    expect(server.io.of("/").adapter.rooms.size).toBe(0);
    expect(server.io.of("/").adapter.sids.size).toBe(0);
  });

  it("a join is undone when the identity goes meanwhile", async () => {
    await using server = await start();
    const joins = slowJoins(server);
    const socket = await connect(server, "42");
    await socket.leaveRoom("users.42");
    joins.hold();
    const joining = socket.joinRoom("users.42");
    signOut(socket);
    joins.release();
    await expect(joining).rejects.toMatchObject(forbidden);
    expect(socket.joinedRooms()).toEqual([]);
  });
});

/** Lets joins be held back, as an adapter that writes to a remote store does. */
function slowJoins({ io }: TestServer): { hold: () => void; release: () => void } {
  const { adapter } = io.of("/");
  const addAll = adapter.addAll.bind(adapter);
  let held: (() => void)[] | undefined;
  adapter.addAll = (id, rooms) => {
    if (held === undefined) return addAll(id, rooms);
    return new Promise((resolve) => {
      held?.push(() => {
        resolve(addAll(id, rooms));
      });
    });
  };
  return {
    hold: () => void (held = []),
    release: () => {
      for (const go of held ?? []) go();
      held = undefined;
    },
  };
}

function start(options: RoomsOptions = {}): Promise<TestServer> {
  return startServer((io) => {
    identifyByAuth(io);
    attachRooms(io, options);
  });
}

async function connect(server: TestServer, user?: string): Promise<Socket> {
  const socket = nextSocket(server.io);
  await server.connect(user === undefined ? {} : { auth: { user } });
  return socket;
}
