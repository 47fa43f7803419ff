// A flood of broadcasts from one node to a member on another, by redis-streams: how many arrive.
// pnpm --filter carillon flood [broadcasts] [maxLen]
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { nextEvent, startRedis, startServer, waitFor } from "@carillon/socket-testing";
import { scaleServer } from "carillon/scale";
import { Server } from "socket.io";

const total = Number(process.argv[2] ?? 62_200);
const maxLen = Number(process.argv[3] ?? 10_000);

await using redis = await startRedis();
const nodes = [];
for (let n = 0; n < 2; n++) {
  const httpServer = createServer();
  const io = new Server(httpServer);
  const scale = scaleServer(io, { adapter: "redis-streams", url: redis.url, options: { maxLen } });
  io.on("connection", (socket) => void socket.join("lobby"));
  await scale.ready;
  nodes.push({ io, scale, server: await startServer(undefined, { httpServer, io }) });
}
const [here, there] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
for (const { io } of nodes) await waitFor(async () => (await io.of("/").adapter.serverCount()) === 2);
const member = await there.server.connect();
let heard = 0;
member.on("news", () => void heard++);
const first = nextEvent(member, "first");
here.io.to("lobby").emit("first");
await first;
for (let n = 0; n < total; n++) here.io.to("lobby").emit("news", n);
for (let before = -1; heard !== before;) {
  before = heard;
  await pause(6_000);
}
console.log(`${String(heard)} of ${String(total)} broadcasts arrived, maxLen ${String(maxLen)}`);
for (const { scale, server } of nodes) {
  await scale.close();
  await server[Symbol.asyncDispose]();
}
