import { createAdapter } from "@socket.io/redis-streams-adapter";
import { startRedis, waitFor } from "@carillon/socket-testing";
import { createClient } from "redis";
import { broadcastSuite, startNode } from "./broadcast-suite.js";

for (const namespace of ["/", "/admin"]) {
  broadcastSuite(`two nodes on Redis, namespace ${namespace}`, async () => {
    const redis = await startRedis();
    const clients = [createClient({ url: redis.url }), createClient({ url: redis.url })];
    for (const client of clients) {
      client.on("error", () => undefined);
      await client.connect();
    }
    const nodes = [];
    for (const client of clients) nodes.push(await startNode(namespace, { adapter: createAdapter(client) }));
    const [here, there] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
    await waitFor(async () => (await here.server.io.of(namespace).adapter.serverCount()) === 2);
    return {
      socket: namespace === "/" ? here.layer.socket : here.layer.socket.of(namespace),
      connect: (user) => there.server.connect({ namespace, auth: { token: user } }),
      async [Symbol.asyncDispose]() {
        for (const { server } of nodes) await server[Symbol.asyncDispose]();
        for (const client of clients) client.destroy();
        await redis[Symbol.asyncDispose]();
      },
    };
  });
}
