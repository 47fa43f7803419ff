import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createClient } from "@carillon/socket-client";
import { waitFor } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { startApp } from "./start-app.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Until the timers of what was closed and left have ended. */
async function settle(): Promise<void> {
  await pause(1_200);
  collect();
}

/** How much more the heap holds after each call, in bytes. */
async function growth(times: number, work: (n: number) => unknown): Promise<number> {
  await settle();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < times; n++) await work(n);
  await settle();
  return (process.memoryUsage().heapUsed - before) / times;
}

it("10,000 clients that are made, used and closed leave nothing", async () => {
  const work = async (): Promise<void> => {
    const client = createClient({ url: "http://127.0.0.1:1", autoConnect: false, token: () => "a" });
    client.on("news", () => undefined);
    client.channel("news.a").on("said", () => undefined);
    client.status.subscribe(() => undefined);
    await client.close();
  };
  await growth(2_000, work);
  expect(await growth(10_000, work)).toBeLessThan(100);
});

it("connections that are made and closed leave nothing", async () => {
  await using app = await startApp(({ route }) => route.channel("news.{topic}", { join: () => true }));
  const work = async (): Promise<void> => {
    const client = createClient({ url: app.server.url, token: () => "user-7" });
    const channel = client.channel("news.a");
    channel.on("said", () => undefined);
    await waitFor(() => channel.state.getSnapshot().is === "joined");
    await client.close();
  };
  await growth(100, work);
  // The server's side of them, and what Node keeps of sockets, is in it.
  expect(await growth(300, work)).toBeLessThan(5_000);
});

it("10,000 subscriptions that are made and undone leave nothing", async () => {
  await using app = await startApp(({ route }) =>
    route.channel("news.{topic}", { join: () => true, history: { size: 5 }, presence: true }),
  );
  const client = app.client();
  const kept = client.channel("news.a");
  kept.on("said", () => undefined);
  await waitFor(() => kept.state.getSnapshot().is === "joined");
  const work = (): void => {
    const channel = client.channel("news.a");
    const undos = [
      client.on("news", () => undefined),
      client.onError(() => undefined),
      client.status.subscribe(() => undefined),
      client.notifications().subscribe(() => undefined),
      channel.on("said", () => undefined),
      channel.onWhisper("typing", () => undefined),
      channel.onGap(() => undefined),
      channel.state.subscribe(() => undefined),
      channel.presence.subscribe(() => undefined),
      channel.presence.onJoin(() => undefined),
    ];
    for (const undo of undos) undo();
  };
  await growth(2_000, work);
  expect(await growth(10_000, work)).toBeLessThan(100);
});

it("channels that are joined and left leave nothing", async () => {
  await using app = await startApp(({ route }) => route.channel("news.{topic}", { join: () => true }));
  const client = app.client();
  const work = async (n: number): Promise<void> => {
    const batch = Array.from({ length: 50 }, (_, at) => client.channel(`news.${String(n)}-${String(at)}`));
    for (const channel of batch) channel.on("said", () => undefined);
    await waitFor(() => batch.every((channel) => channel.state.getSnapshot().is === "joined"));
    for (const channel of batch) channel.leave();
    const socket = app.server.io.sockets.sockets.get(client.socketId!)!;
    await waitFor(() => ![...socket.rooms].some((room) => room.startsWith("news.")));
  };
  await growth(5, work);
  // For each of 50 channels, at both ends. One that were kept would take more; a process that is not warm keeps half of it.
  expect((await growth(20, work)) / 50).toBeLessThan(1_000);
});
