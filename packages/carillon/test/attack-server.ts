// The server that attack.ts attacks, in a process of its own: only what it keeps counts.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRealtime } from "carillon";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const { route, socket } = createRealtime({ logger: silent, auth: { required: false } });
socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
socket.use("auth:socket");

let open: () => void = () => undefined;
const isOpen = new Promise<void>((resolve) => (open = resolve));
const counts = { rules: 0, payments: 0 };
route.channel("slow.{n}", {
  guests: true,
  join: async () => {
    counts.rules++;
    await isOpen;
    return false;
  },
});
route.channel("room.{n}", { guests: true, join: () => true, whisper: true });
route.socket(
  "pay",
  (_socket, payload: unknown) => {
    counts.payments++;
    return payload;
  },
  { idempotent: true },
);
route.socket("ordered", () => isOpen, { ordering: "serial" });

const httpServer = createServer();
socket.attach(httpServer);

/** What is kept outside of the code, in bytes. */
function kept(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let peak = 0;
setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20).unref();

process.on("message", (command: "measure" | "open" | "flood") => {
  if (command === "open") open();
  if (command === "flood") void socket.emit("news", "x".repeat(10_240));
  if (command !== "measure") return;
  const connections = socket.io().engine.clientsCount;
  process.send?.({ kept: kept(), peak, connections, ...counts });
  peak = process.memoryUsage().rss;
});
process.once("disconnect", () => process.exit());
httpServer.listen(0, "127.0.0.1", () => process.send?.((httpServer.address() as AddressInfo).port));
