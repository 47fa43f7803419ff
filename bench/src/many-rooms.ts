import { createRealtime } from "carillon";
import { Server } from "socket.io";
import type { Socket } from "socket.io";
import { httpServer, listen } from "./contender.js";
import { joinByHand } from "./join-by-hand.js";
import { QuietConnection } from "./quiet-connection.js";
import { serve } from "./rpc.js";

/** What is compared: rooms by hand, plain rooms of Carillon's, and rooms that are channels with a rule. */
export type ManyRoomsKind = "raw" | "carillon" | "carillon, channels";

const message = { text: "What a carillon needs is a ringer who plays it, and bells." };
const event = "chat:message";

let io: Server | undefined;
let send: (rooms: readonly string[]) => void;
let members: QuietConnection[] = [];
let guests: QuietConnection[] = [];
/** How many rooms the guests are in. */
let joined = 0;

/** What the process of one kind offers to the harness. */
export const manyRoomsCommands = {
  async prepare(options: { kind: ManyRoomsKind; members: number; guests: number }): Promise<void> {
    io = options.kind === "raw" ? serverByHand() : await serverOfCarillon();
    members = [];
    for (let n = 0; n < options.members; n++) members.push(await QuietConnection.open(io, `member-${n}`));
    guests = [];
    for (let n = 0; n < options.guests; n++) guests.push(await QuietConnection.open(io, `guest-${n}`));
  },

  /** Spreads the members over so many rooms, each in one, and broadcasts to all of these. Microseconds of CPU each. */
  async broadcast(options: { kind: ManyRoomsKind; rooms: number; total: number }): Promise<number> {
    const names = roomsOf(options.kind, options.rooms);
    const sockets = [...(io?.sockets.sockets.values() ?? [])].slice(0, members.length);
    for (const [at, socket] of sockets.entries()) await socket.join(names[at % names.length] ?? "");
    const before = members.map(({ received }) => received);
    const begun = process.cpuUsage();
    for (let sent = 0; sent < options.total; sent++) send(names);
    await new Promise((resolve) => setImmediate(resolve));
    const used = process.cpuUsage(begun);
    for (const [at, { received }] of members.entries()) {
      const heard = received - (before[at] ?? 0);
      if (heard !== options.total) throw new Error(`A member heard ${heard} of ${options.total} broadcasts.`);
    }
    return (used.user + used.system) / options.total;
  },

  /** Each guest, in so many rooms already, joins one more and leaves it again. Microseconds of CPU for each join. */
  async join(options: { rooms: number; total: number }): Promise<number> {
    for (; joined < options.rooms; joined++) {
      for (const guest of guests) await guest.ask("channel:join", { channel: `rooms.${joined}` });
    }
    let micros = 0;
    for (let turn = 0; turn < options.total; turn++) {
      const begun = process.cpuUsage();
      for (const guest of guests) await guest.ask("channel:join", { channel: "rooms.last" });
      const used = process.cpuUsage(begun);
      micros += used.user + used.system;
      for (const guest of guests) await guest.ask("channel:leave", { channel: "rooms.last" });
    }
    return micros / options.total / guests.length;
  },
};

/** Names that no other number of rooms uses. */
function roomsOf(kind: ManyRoomsKind, count: number): string[] {
  const prefix = kind === "carillon, channels" ? "rooms" : "halls";
  return Array.from({ length: count }, (_, at) => `${prefix}.${count}-${at}`);
}

function serverByHand(): Server {
  const server = new Server();
  server.on("connection", (socket: Socket) => {
    joinByHand(socket);
  });
  send = (rooms) => server.to([...rooms]).emit(event, message);
  return server;
}

async function serverOfCarillon(): Promise<Server> {
  const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const { route, socket } = createRealtime({ logger: silent, rooms: { max: 1_000 } });
  socket.guard("api", { authenticate: ({ token }) => (typeof token === "string" ? { id: token } : null) });
  socket.use("auth:socket");
  route.channel("rooms.{room}", () => true);
  const http = httpServer();
  const server = new Server(http);
  socket.attach(server);
  await socket.ready();
  await listen(http);
  send = (rooms) => void socket.broadcast(rooms, event, message);
  return server;
}

function ignore(): void {
  // Nothing is written anywhere.
}

serve(manyRoomsCommands);
