import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealtime } from "@carillon/socket-facade";
import { nextEvent, startRedis, startServer, waitFor } from "@carillon/socket-testing";
import type { TestRedis } from "@carillon/socket-testing";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { silent } from "./silent.js";

/** A sentinel that watches one master alone and fails over by itself. */
async function startSentinel(master: TestRedis): Promise<AsyncDisposable & { readonly port: number }> {
  const folder = await mkdtemp(join(tmpdir(), "carillon-sentinel-"));
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const file = join(folder, "sentinel.conf");
  const lines = [
    `port ${String(port)}`,
    "bind 127.0.0.1",
    `dir ${folder}`,
    `sentinel monitor bells 127.0.0.1 ${String(master.port)} 1`,
    "sentinel down-after-milliseconds bells 500",
    "sentinel failover-timeout bells 3000",
  ];
  await writeFile(file, lines.join("\n"));
  const child = spawn("redis-server", [file, "--sentinel"], { stdio: "ignore" });
  const ended = once(child, "exit");
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

test.each(["redis-streams", "redis"] as const)(
  "nodes that find Redis through a sentinel are together again after a failover: %s",
  async (adapter) => {
    await using master = await startRedis();
    await using _replica = await startRedis(["--replicaof", "127.0.0.1", String(master.port)]);
    await using sentinel = await startSentinel(master);
    const clients = [0, 1].map(() => {
      const client = new Redis({ sentinels: [{ host: "127.0.0.1", port: sentinel.port }], name: "bells" });
      client.on("error", () => undefined);
      return client;
    });
    await using asked = disposable(new Redis(sentinel.port, "127.0.0.1"));
    await waitFor(async () => {
      const replicas = (await asked.client.call("SENTINEL", "replicas", "bells")) as unknown[];
      return replicas.length === 1;
    });
    const nodes = await Promise.all(clients.map((client) => startNode(client, adapter)));
    try {
      const [here, there] = nodes as [Node, Node];
      const together = async (): Promise<void> => {
        for (const { server } of nodes)
          await waitFor(async () => (await server.io.of("/").adapter.serverCount()) === 2);
      };
      await together();
      const victim = await there.server.connect({ auth: { token: "victim" } });
      const left = nextEvent(victim, "disconnect");
      await master.kill();
      here.layer.socket.revoke({ userId: "victim" });
      await left;
      await together();
      const member = await there.server.connect({ auth: { token: "member" } });
      const gone = nextEvent(member, "disconnect");
      here.layer.socket.revoke({ userId: "member" });
      expect(await gone).toBeDefined();
    } finally {
      for (const { layer, server } of nodes) {
        await layer.socket.close();
        await server[Symbol.asyncDispose]();
      }
      for (const client of clients) client.disconnect();
    }
  },
);

function disposable(client: Redis): AsyncDisposable & { readonly client: Redis } {
  client.on("error", () => undefined);
  return {
    client,
    [Symbol.asyncDispose]: () => {
      client.disconnect();
      return Promise.resolve();
    },
  };
}

type Node = Awaited<ReturnType<typeof startNode>>;

async function startNode(client: Redis, adapter: "redis-streams" | "redis") {
  const layer = createRealtime({ logger: silent, redis: client, scale: { adapter } });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
  layer.socket.use("auth:socket");
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await layer.socket.ready();
  return { layer, server: await startServer(undefined, { httpServer, io }) };
}
