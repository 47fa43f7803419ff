import { createRealtime } from "@carillon/socket-facade";
import type { Realtime } from "@carillon/socket-facade";
import { Notification, PostgresNotificationStore } from "@carillon/socket-notifications";
import type { NotificationList } from "@carillon/socket-notifications";
import { nextEvent, startPostgres, startRedis, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { Pool } from "pg";
import type { Socket as Client } from "socket.io-client";
import { expect, test } from "vitest";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

class Said extends Notification<{ id: string }> {
  readonly #text: string;
  constructor(text: string) {
    super();
    this.#text = text;
  }
  override toDatabase(): unknown {
    return this.#text;
  }
}

/** A node with a connection of its own to both servers. */
async function startNode(redisUrl: string, postgresUrl: string): Promise<Node> {
  const pool = new Pool({ connectionString: postgresUrl });
  pool.on("error", () => undefined);
  const layer = createRealtime({
    logger: silent,
    scale: { adapter: "redis-streams", url: redisUrl },
    notifications: { store: new PostgresNotificationStore(pool) },
  });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
  layer.socket.use("auth:socket");
  layer.route.notifications();
  const server = await startServer((io) => layer.socket.attach(io));
  await layer.socket.ready();
  return {
    layer,
    server,
    connect: () => server.connect({ auth: { token: "1" } }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await layer.socket.close();
      await pool.end();
    },
  };
}

interface Node extends AsyncDisposable {
  readonly layer: Realtime;
  readonly server: TestServer;
  connect(): Promise<Client>;
}

test("two nodes: pushed, read and caught up across them, through one PostgreSQL", async () => {
  await using redis = await startRedis();
  await using postgres = await startPostgres();
  await using here = await startNode(redis.url, postgres.url);
  await using there = await startNode(redis.url, postgres.url);
  await waitFor(async () => (await here.server.io.of("/").adapter.serverCount()) === 2);

  const [phone, laptop] = [await here.connect(), await there.connect()];
  const both = Promise.all([nextEvent(phone, "notification:new"), nextEvent(laptop, "notification:new")]);
  const report = await here.layer.socket.notify({ id: "1" }, new Said("hello"));
  expect(await both).toMatchObject([
    [{ id: report?.id, data: "hello" }],
    [{ id: report?.id, data: "hello" }],
  ]);

  const read = nextEvent(phone, "notification:read");
  await laptop.emitWithAck("notifications:read", { id: report?.id });
  expect(await read).toEqual([{ id: report?.id }]);

  const answer = (await phone.emitWithAck("notifications:list")) as { data: NotificationList };
  phone.disconnect();
  await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      (n % 2 === 0 ? here : there).layer.socket.notify({ id: "1" }, new Said(String(n))),
    ),
  );
  const back = await there.connect();
  const missed = (await back.emitWithAck("notifications:list", {
    after: answer.data.newest,
    limit: 100,
  })) as {
    data: NotificationList;
  };
  expect(missed.data.notifications.map(({ data }) => Number(data)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 30 }, (_, n) => n),
  );
  expect(missed.data).toMatchObject({ hasMore: false, unread: 30 });

  // The store goes away: the call says so, and no client hears of what is not stored.
  const heard: unknown[] = [];
  back.on("notification:new", (payload: unknown) => heard.push(payload));
  await postgres.stop();
  await expect(here.layer.socket.notify({ id: "1" }, new Said("lost"))).rejects.toThrow(
    "did not reach 1 of 1",
  );
  await postgres.start();
  const pushed = nextEvent(back, "notification:new");
  await here.layer.socket.notify({ id: "1" }, new Said("found"));
  expect(await pushed).toMatchObject([{ data: "found" }]);
  expect(heard).toMatchObject([{ data: "found" }]);
});
