import { createClient } from "carillon/client";
import type {} from "./contract.js";

const url = "http://localhost:3000";
const ada = createClient({ url, token: () => "ada-token" });
const lobby = ada.channel("rooms.{room}", { room: "lobby" });
await new Promise<void>((resolve) => {
  lobby.state.subscribe(() => {
    if (lobby.state.getSnapshot().is === "joined") resolve();
  });
});

// Bob is not there while he is mentioned.
await ada.request("chat:say", { room: "lobby", text: "@Bob, lunch?" });

const bob = createClient({ url, token: () => "bob-token" });
const list = bob.notifications();
await new Promise<void>((resolve) => {
  list.subscribe(() => {
    if (list.getSnapshot().status === "ready") resolve();
  });
});
const { items, unread } = list.getSnapshot();
console.log(unread, "unread:", (items[0]?.data as { title: string }).title); // 1 unread: Ada mentioned you

await list.markAllRead();
console.log(list.getSnapshot().unread, "unread"); // 0 unread
await Promise.all([ada.close(), bob.close()]);
