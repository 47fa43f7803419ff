import type { DebugEntry } from "@carillon/socket-client";
import { SocketException } from "@carillon/socket-contract";
import { waitFor } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { startApp } from "./start-app.js";

it("tells what is sent, what is answered and how fast, and what arrives; never a payload", async () => {
  await using app = await startApp(({ route, socket }) => {
    route.socket("greet", async () => {
      await socket.emit("greeting", { text: "secret" });
      return "secret";
    });
    route.socket("refuse", () => {
      throw new SocketException("Not here", { code: "sold_out" });
    });
  });
  const seen: DebugEntry[] = [];
  const client = app.client({ onDebug: (entry) => seen.push(entry) });
  await client.request("greet", { text: "secret" });
  await client.try("refuse");
  await waitFor(() => seen.some(({ what }) => what === "received"));

  // It waits for the first connection, which is told too.
  const told = (about: string) => seen.filter((entry) => entry.about === about && entry.what !== "queued");
  expect(told("greet")).toEqual([
    { what: "sent", about: "greet" },
    { what: "answered", about: "greet", latencyMs: expect.any(Number) as number },
  ]);
  expect(told("refuse")).toMatchObject([{ what: "sent" }, { what: "answered", code: "sold_out" }]);
  expect(told("greeting")).toEqual([{ what: "received", about: "greeting" }]);
  expect(JSON.stringify(seen)).not.toContain("secret");
});

it("tells attempts, refusals, joins, replays, gaps and what becomes of what is sent offline; never a token", async () => {
  await using app = await startApp(
    ({ route }) => {
      route.channel("news.{topic}", { join: () => true, history: { size: 5 } });
      route.socket("kept", () => "secret");
    },
    { config: { auth: { required: true } } },
  );
  const seen: DebugEntry[] = [];
  const list = ["stale", "user-7"];
  const client = app.client({
    token: () => list.shift() ?? "user-7",
    offline: { kept: { queue: 5, expireMs: 60_000 } },
    onDebug: (entry) => seen.push(entry),
  });
  const channel = client.channel("news.a");
  channel.on("said", () => undefined);
  await waitFor(() => channel.state.getSnapshot().is === "joined");
  const away = async (messages: number, meanwhile?: () => unknown): Promise<void> => {
    app.proxy.refuse();
    app.proxy.cut();
    await waitFor(() => client.status.getSnapshot().is === "waiting");
    const outcome = meanwhile?.();
    for (let n = 0; n < messages; n++) await app.socket.broadcast("news.a", "said", { text: "secret" });
    app.proxy.accept();
    await waitFor(() => channel.state.getSnapshot().is === "joined");
    await outcome;
  };
  await away(2, () => Promise.all([client.try("dropped", "secret"), client.request("kept", "secret")]));
  await away(10);
  channel.leave();
  await waitFor(() => channel.state.getSnapshot().is === "left");
  await client.refreshToken();

  const first = (what: DebugEntry["what"]) => seen.find((entry) => entry.what === what);
  expect(seen.slice(0, 4)).toEqual([
    { what: "attempt", about: "connect", count: 1 },
    { what: "attempt", about: "refused", count: 2 },
    { what: "online" },
    { what: "join", about: "news.a" },
  ]);
  expect(first("lost")).toEqual({ what: "lost", about: "network" });
  expect(first("dropped")).toEqual({ what: "dropped", about: "dropped" });
  expect(first("queued")).toEqual({ what: "queued", about: "kept", count: 1 });
  expect(first("replay")).toEqual({ what: "replay", about: "news.a", count: 2 });
  expect(first("gap")).toEqual({ what: "gap", about: "news.a" });
  expect(first("leave")).toEqual({ what: "leave", about: "news.a" });
  expect(first("token")).toEqual({ what: "token", about: "expiring" });
  expect(JSON.stringify(seen)).not.toMatch(/secret|stale|user-7/);
});
