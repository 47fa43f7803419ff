import { setTimeout as pause } from "node:timers/promises";
import { stampAuthState } from "@carillon/socket-contract/server";
import { attachRooms } from "@carillon/socket-rooms";
import { Server } from "socket.io";
import type { Socket } from "socket.io";
import { joinByHand } from "./join-by-hand.js";
import { QuietConnection } from "./quiet-connection.js";
import { serve } from "./rpc.js";

/** What W8 compares. */
export type RoomKind = "raw" | "carillon" | "carillon-presence-list" | "carillon-presence-count";

const room = "rooms.1";
/** Longer than changes of presence are collected. */
const toldMs = 120;
const message = { room, text: "What a carillon needs is a ringer who plays it, and bells." };

let io: Server | undefined;
let guests: QuietConnection[] = [];
let members: QuietConnection[] = [];

/** What the process of one kind of rooms offers to the harness. */
export const roomCommands = {
  /** Starts a server whose room has so many members, and lets `spare` more connections wait outside. */
  async prepare(options: { kind: RoomKind; members: number; spare: number }): Promise<void> {
    io = serverOf(options.kind);
    members = [];
    for (let n = 0; n < options.members; n++) members.push(await QuietConnection.open(io, `member ${n}`));
    guests = [];
    for (let n = 0; n < options.spare; n++) guests.push(await QuietConnection.open(io, `guest ${n}`));
    await pause(toldMs);
  },

  /** All that wait outside join, one after the other, and leave again. Microseconds of CPU each, telling the members included. */
  async join(): Promise<{ join: number; leave: number }> {
    const join = await costOfEach("channel:join");
    return { join, leave: await costOfEach("channel:leave") };
  },

  /** Microseconds of CPU for each broadcast to the room. */
  async broadcast({ total }: { total: number }): Promise<number> {
    const [first] = members;
    if (io === undefined || first === undefined) throw new Error("The room has no member.");
    const before = first.received;
    const begun = process.cpuUsage();
    for (let sent = 0; sent < total; sent++) io.to(room).emit("chat:message", message);
    const used = process.cpuUsage(begun);
    if (first.received !== before + total) throw new Error("A broadcast did not arrive.");
    await pause(0);
    return (used.user + used.system) / total;
  },
};

async function costOfEach(event: string): Promise<number> {
  const begun = process.cpuUsage();
  for (const guest of guests) await guest.ask(event, { channel: room });
  await pause(toldMs);
  const used = process.cpuUsage(begun);
  return (used.user + used.system) / guests.length;
}

function serverOf(kind: RoomKind): Server {
  const server = new Server();
  if (kind === "raw") {
    server.on("connection", (socket) => {
      if (isMember(socket)) void socket.join(room);
      joinByHand(socket);
    });
    return server;
  }
  server.use((socket, next) => {
    const { user } = socket.handshake.auth as { user: string };
    stampAuthState(socket, { identity: { id: user, user: { id: user, name: user } }, guard: "api" });
    next();
  });
  const presence = {
    carillon: false,
    "carillon-presence-list": { graceMs: 0, info: (user: { name: string }) => ({ name: user.name }) },
    "carillon-presence-count": { graceMs: 0, mode: "count" as const },
  }[kind];
  const rooms = attachRooms(server);
  rooms.channel("rooms.{room}", { join: () => true, presence });
  server.on("connection", (socket) => {
    if (!isMember(socket)) return;
    // As a client that joins, but without the list of the others for each: filling a large room would take minutes.
    void socket.join(room);
    void rooms.syncIdentity(socket);
  });
  return server;
}

function isMember({ handshake }: Socket): boolean {
  return String(handshake.auth["user"]).startsWith("member");
}

serve(roomCommands);
