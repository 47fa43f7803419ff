// Connections that come and go, in a process of its own whose heap is looked at: node --expose-gc ... <cycles>.
import { EventEmitter } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createRealtime } from "carillon";
import { Server } from "socket.io";

const cycles = Number(process.argv[2]);
const warnings: string[] = [];
process.on("warning", ({ name }) => void warnings.push(name));

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const { route, socket } = createRealtime({ logger: silent });
const log = { in: 0, out: 0, pending: 0, refused: 0 };
socket.guard("api", ({ token }) => (token === "bad" ? null : { user: { id: token }, id: token }));
socket.use("auth:socket");
route.channel("rooms.{n}", {
  join: () => ({ name: "a member" }),
  presence: { graceMs: 0 },
  onJoin: () => void log.in++,
  onLeave: () => void log.out++,
});
route.socketGroup({ middleware: ["auth:socket"] }, () => {
  route.socket("never", async (connection, room: string) => {
    await connection.joinRoom(room);
    log.pending++;
    // This one is never answered.
    return new Promise(() => undefined);
  });
});
const io = new Server();
socket.attach(io);

/** Engine.IO's side of a client, without a network. */
class Line extends EventEmitter {
  readonly id = crypto.randomUUID();
  readonly protocol = 4;
  readonly request = { headers: {}, url: "/socket.io/", connection: {}, _query: {} };
  readonly transport = { name: "websocket", writable: true };
  readyState = "open";
  written: string[] = [];

  write(packet: string): void {
    this.written.push(packet);
  }

  close(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.emit("close", "transport close");
  }

  async heard(start: string): Promise<void> {
    for (let turns = 0; !this.written.some((packet) => packet.startsWith(start)); turns++) {
      if (turns > 10_000) throw new Error(`No ${start} among ${JSON.stringify(this.written)}`);
      await nextTurn();
    }
  }
}

async function cycle(n: number): Promise<void> {
  const line = new Line();
  (io as unknown as { onconnection(line: Line): void }).onconnection(line);
  const isRefused = n % 2 === 0;
  line.emit("data", `0${JSON.stringify({ token: isRefused ? "bad" : String(n % 50) })}`);
  if (isRefused) {
    await line.heard("4");
    log.refused++;
  } else {
    await line.heard("0");
    const pending = log.pending;
    line.emit("data", `21["channel:join",{"channel":"rooms.${String(n % 7)}"}]`);
    line.emit("data", `22["never","orders.${String(n % 7)}"]`);
    await line.heard("31");
    while (log.pending === pending) await nextTurn();
  }
  line.close();
}

async function heap(): Promise<number> {
  for (let pass = 0; pass < 4; pass++) {
    await nextTurn();
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

async function run(count: number): Promise<void> {
  // Ten at a time, so that some come while others go.
  for (let n = 0; n < count; n += 10) {
    await Promise.all(Array.from({ length: 10 }, (_v, at) => cycle(n + at)));
  }
}

// What a process learns in its first seconds is no leak.
await run(4_000);
const before = await heap();
await run(cycles);
const after = await heap();
const { adapter, sockets } = io.of("/");
const result = {
  cycles,
  bytesPerCycle: (after - before) / cycles,
  ...log,
  left: [adapter.rooms.size, adapter.sids.size, sockets.size],
  members: (await socket.members("rooms.1")).length,
  warnings,
};
await socket.close();
console.log(JSON.stringify(result));
process.exit();
