import { createRealtime } from "@carillon/socket-facade";
import { startServer, startTcpProxy } from "@carillon/socket-testing";
import { silent } from "../silent.js";
import { PlainClients, serveChannels } from "./plain-clients.js";
import type { PlainResult } from "./plain-clients.js";
import { storm } from "./storm.js";
import type { StormResult, StormScale } from "./storm.js";

/** A storm on one node with its history in memory, beside Socket.IO's own recovery under the same cuts. */
export async function stormOnOneNode(scale: StormScale): Promise<{ own: StormResult; plain: PlainResult }> {
  const app = createRealtime({ logger: silent, auth: { required: false } });
  app.route.channel("storm.{n}", {
    join: () => true,
    guests: true,
    history: { size: 10_000, ttlMs: 600_000 },
  });
  await using server = await startServer((io) => app.socket.attach(io));
  await using plainServer = await startServer(serveChannels, { options: { connectionStateRecovery: {} } });
  await using proxy = await startTcpProxy(server);
  await using plainProxy = await startTcpProxy(plainServer);
  const plain = new PlainClients(plainProxy);
  const own = await storm({
    ...scale,
    proxy,
    plain,
    publish: async (channel, payload) => {
      plain.sent();
      // Each side goes first in turn.
      if (payload.n % 2 === 0) plainServer.io.to(channel).emit("said", payload);
      await app.socket.broadcast(channel, "said", payload);
      if (payload.n % 2 === 1) plainServer.io.to(channel).emit("said", payload);
      return true;
    },
  });
  const result = plain.result();
  plain.close();
  await app.socket.close();
  return { own, plain: result };
}
