import { createRealtime } from "@carillon/socket-facade";
import { startServer, startTcpProxy } from "@carillon/socket-testing";
import { silent } from "./silent.js";
import { plainClients, storm } from "./storm.js";
import type { StormResult } from "./storm.js";

/** A storm on one node with its history in memory, beside Socket.IO's own recovery under the same cuts. */
export async function stormOnOneNode(
  clients: number,
  durationMs: number,
  everyMs: number,
): Promise<{ own: StormResult; socketIo: { p99: number; lost: number } }> {
  const app = createRealtime({ logger: silent, auth: { required: false } });
  app.route.channel("storm.{n}", {
    join: () => true,
    guests: true,
    history: { size: 10_000, ttlMs: 600_000 },
  });
  await using server = await startServer((io) => app.socket.attach(io));
  await using plain = await startServer(undefined, { options: { connectionStateRecovery: {} } });
  await using proxy = await startTcpProxy(server);
  await using plainProxy = await startTcpProxy(plain);
  const others = plainClients(plainProxy, clients);
  const own = await storm({
    proxies: [proxy, plainProxy],
    clients,
    durationMs,
    everyMs,
    publish: async (channel, payload) => {
      await app.socket.broadcast(channel, "said", payload);
      // Each of the plain clients gets as many as each of ours: those of one channel.
      if (channel !== "storm.0") return;
      others.heard(payload);
      plain.io.emit("said", payload);
    },
  });
  const socketIo = others.result();
  others.close();
  await app.socket.close();
  return { own, socketIo };
}
