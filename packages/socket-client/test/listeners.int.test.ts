import { waitFor } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { startApp } from "./start-app.js";

it("laravel/echo#454, #458, #472: a callback is called once for each event, and never after its undo", async () => {
  await using app = await startApp(({ route }) =>
    route.channel("news.{topic}", { join: () => true, whisper: true, history: { size: 50 } }),
  );
  const client = app.client();
  const seen: string[] = [];
  const everywhere = (kind: string): (() => void)[] => [
    client.on("news", (n) => seen.push(`${kind} event ${String(n)}`)),
    client.channel("news.a").on("said", (n) => seen.push(`${kind} channel ${String(n)}`)),
    client.channel("news.a").onWhisper("typing", (n) => seen.push(`${kind} whisper ${String(n)}`)),
  ];
  // As components do: many times, the old callback gone before the new one, and the new one before the old one.
  for (let n = 0; n < 20; n++) {
    const stale = everywhere("stale");
    const newer = n % 2 === 0 ? everywhere("stale") : [];
    for (const undo of [...stale, ...stale, ...newer]) undo();
  }
  everywhere("latest");
  const channel = client.channel("news.a");
  await waitFor(() => channel.state.getSnapshot().is === "joined");
  for (let n = 1; n <= 3; n++) {
    const from = seen.length;
    await app.socket.emit("news", n);
    await app.socket.broadcast("news.a", "said", n);
    const other = app.client();
    const others = other.channel("news.a");
    others.on("said", () => undefined);
    await waitFor(() => others.state.getSnapshot().is === "joined");
    others.whisper("typing", n);
    await waitFor(() => seen.length >= from + 3);
    await other.close();
    // And through reconnects, after which others have multiplied them.
    const before = client.socketId;
    app.proxy.cut();
    await waitFor(() => client.socketId !== undefined && client.socketId !== before);
    await waitFor(() => channel.state.getSnapshot().is === "joined");
  }
  expect(seen.sort()).toEqual(
    ["channel", "event", "whisper"].flatMap((kind) => [1, 2, 3].map((n) => `latest ${kind} ${String(n)}`)),
  );
});
