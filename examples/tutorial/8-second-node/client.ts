import { createClient } from "carillon/client";
import type {} from "./contract.js";

const [one = "http://localhost:3000", two = "http://localhost:3001"] = process.argv.slice(2);
const ada = createClient({ url: one, token: () => "ada-token" });
const bob = createClient({ url: two, token: () => "bob-token" });

const lobby = bob.channel("rooms.{room}", { room: "lobby" });
const heard = new Promise<void>((resolve) => {
  lobby.on("chat:message", ({ from, text }) => {
    console.log(`Bob hears ${from}: ${text}`);
    resolve();
  });
});
const here = ada.channel("rooms.{room}", { room: "lobby" });
await new Promise<void>((resolve) => {
  here.presence.subscribe(() => {
    if (here.presence.count() === 2) resolve(); // of both nodes
  });
});
await ada.request("chat:say", { room: "lobby", text: "across the wire" }); // Bob hears Ada: across the wire
await heard;
await Promise.all([ada.close(), bob.close()]);
