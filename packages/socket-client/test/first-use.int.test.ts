import { createClient } from "@carillon/socket-client";
import type { Client } from "@carillon/socket-client";
import { waitFor } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { startApp } from "./start-app.js";

const nothing = (): void => undefined;

it("nothing connects when a client, a channel or a list is made, looked at, or its status watched", async () => {
  await using app = await startApp(nothing);
  await using client = createClient({ url: app.proxy.url });
  const channel = client.channel("news.a");
  const list = client.notifications();
  client.status.subscribe(nothing);
  client.onError(nothing);
  expect([
    client.status.getSnapshot(),
    channel.state.getSnapshot(),
    channel.presence.getSnapshot(),
    channel.presence.count(),
    list.getSnapshot().status,
    client.headers(),
    client.socketId,
  ]).toEqual([{ is: "idle" }, { is: "left" }, [], 0, "idle", {}, undefined]);
  channel.leave();
  await client.refreshToken();
  // Another client goes all the way meanwhile.
  const other = app.client();
  other.connect();
  await waitFor(() => other.status.getSnapshot().is === "online");
  expect(app.proxy.accepted).toBe(1);
});

it.each<[string, (client: Client) => unknown]>([
  ["a request", (client) => client.try("anything")],
  ["a message", (client) => client.send("anything")],
  ["a listener", (client) => client.on("news", nothing)],
  ["a wait for an event", (client) => client.once("news", { timeoutMs: 60_000 }).catch(nothing)],
  ["a listener of a channel", (client) => client.channel("news.a").on("said", nothing)],
  ["a listener for whispers", (client) => client.channel("news.a").onWhisper("typing", nothing)],
  ["a watched state", (client) => client.channel("news.a").state.subscribe(nothing)],
  ["watched members", (client) => client.channel("news.a").presence.subscribe(nothing)],
  ["watched notifications", (client) => client.notifications().subscribe(nothing)],
])("%s connects", async (_use, use) => {
  await using app = await startApp(({ route }) => route.channel("news.{topic}", () => true));
  const client = app.client();
  use(client);
  await waitFor(() => client.status.getSnapshot().is === "online");
});

it("a message that is the first use is sent once the client is online", async () => {
  const heard: unknown[] = [];
  await using app = await startApp(({ route }) =>
    route.socket("say", (_socket, text: string) => void heard.push(text)),
  );
  const client = app.client();
  expect([client.send("say", "a"), client.send("say", "b")]).toEqual([true, true]);
  await waitFor(() => heard.length === 2);
  expect(heard).toEqual(["a", "b"]);
});
