import { createRealtime } from "@carillon/socket-facade";
import type { RevokeTarget } from "@carillon/socket-auth";
import { nextEvent, startPostgres, startServer, startTcpProxy, waitFor } from "@carillon/socket-testing";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { silent } from "./silent.js";

const banned = new Set<string>();

async function startNode(url: string) {
  const layer = createRealtime({ logger: silent, scale: { adapter: "postgres", url } });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token, sessionId: `${token}/phone` }));
  layer.socket.use("auth:socket");
  layer.route.channel("hall.{n}", ({ userId }) => !banned.has(userId ?? ""));
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await layer.socket.ready();
  const server = await startServer(undefined, { httpServer, io });
  return {
    layer,
    server,
    connect: (token: string) => server.connect({ auth: { token } }),
    async [Symbol.asyncDispose]() {
      await layer.socket.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const targets: readonly [string, RevokeTarget][] = [
  ["user", { userId: "victim" }],
  ["session", { sessionId: "victim/phone" }],
];

test.each(targets)(
  "PostgreSQL alone: a revoked %s and a ban reach the node that was cut off meanwhile",
  async (_name, target) => {
    await using postgres = await startPostgres();
    await using proxy = await startTcpProxy({ port: postgres.port });
    const cutUrl = new URL(postgres.url);
    cutUrl.port = String(proxy.port);
    await using here = await startNode(postgres.url);
    await using there = await startNode(cutUrl.href);
    for (const { server } of [here, there])
      await waitFor(async () => (await server.io.of("/").adapter.serverCount()) === 2);
    const victim = await there.connect("victim");
    const member = await there.connect("member");
    await member.emitWithAck("channel:join", { channel: "hall.1" });
    proxy.refuse();
    proxy.cut();
    here.layer.socket.revoke(target);
    banned.add("member");
    await here.layer.socket.recheckChannel("hall.{n}");
    await pause(1_700);
    expect(victim.connected).toBe(true);
    const left = nextEvent(victim, "disconnect");
    proxy.accept();
    await left;
    await waitFor(() => !there.server.io.of("/").adapter.rooms.has("hall.1"));
    expect(member.connected).toBe(true);
    banned.clear();
  },
);
