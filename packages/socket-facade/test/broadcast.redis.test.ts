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
    const here = await startNode(namespace, { adapter: createAdapter(clients[0]) });
    const there = await startNode(namespace, { adapter: createAdapter(clients[1]) });
    await waitFor(async () => (await here.server.io.of(namespace).adapter.serverCount()) === 2);
    return {
      socket: namespace === "/" ? here.layer.socket : here.layer.socket.of(namespace),
      connect: (user) => there.server.connect({ namespace, auth: { token: user } }),
      async [Symbol.asyncDispose]() {
        for (const { server } of [here, there]) await server[Symbol.asyncDispose]();
        for (const client of clients) client.destroy();
        await redis[Symbol.asyncDispose]();
      },
    };
  });
}
