import { createClient } from "carillon/client";
import type {} from "./contract.js";

const url = "http://localhost:3000";
const ada = createClient({ url, token: () => "ada-token" });
const bob = createClient({ url, token: () => "bob-token" });

// Who is here.
const lobby = ada.channel("rooms.{room}", { room: "lobby" });
const bobCame = new Promise<void>((resolve) => {
  lobby.presence.subscribe(() => {
    const names = lobby.presence.getSnapshot().map(({ info }) => info?.name);
    if (names.length === 2) resolve();
  });
});
const train = bob.channel("rooms.{room}", { room: "lobby" });
const heard = new Promise<void>((resolve) => {
  train.on("chat:message", ({ from, text }, { replayed }) => {
    console.log(`${replayed ? "missed" : "live"}, ${from}: ${text}`);
    if (replayed) resolve();
  });
});
await bobCame;
console.log(lobby.presence.count(), "are here"); // 2 are here

// A whisper goes to the other members and is kept nowhere.
const typing = new Promise<void>((resolve) => {
  lobby.onWhisper("typing", ({ on }, from) => {
    console.log("user", from, on ? "is typing" : "has stopped"); // user 2 is typing
    resolve();
  });
});
train.whisper("typing", { on: true });
await typing;

// What was missed comes when the connection is back.
await ada.request("chat:say", { room: "lobby", text: "Still there?" }); // live, Ada: Still there?
const cut = new Promise<void>((resolve) => {
  bob.status.subscribe(() => {
    if (bob.status.getSnapshot().is === "waiting") resolve();
  });
});
bob.send("demo:cut");
await cut;
await ada.request("chat:say", { room: "lobby", text: "You were in a tunnel" }); // missed, Ada: You were in a tunnel
await heard;
await Promise.all([ada.close(), bob.close()]);
