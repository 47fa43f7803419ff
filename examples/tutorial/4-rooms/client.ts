import { createClient } from "carillon/client";
import type {} from "./contract.js";

const url = "http://localhost:3000";
const ada = createClient({ url, token: () => "ada-token" });
const bob = createClient({ url, token: () => "bob-token" });

const board = ada.channel("rooms.{room}", { room: "board" });
const heard = new Promise<void>((resolve) => {
  board.on("chat:message", ({ from, text }) => {
    console.log(`${from}: ${text}`);
    resolve();
  });
});
const closed = bob.channel("rooms.{room}", { room: "board" });
closed.state.subscribe(() => {
  const state = closed.state.getSnapshot();
  if (state.is === "refused") console.log("Bob:", state.error?.code); // Bob: forbidden_room
});

const outcome = await bob.try("chat:say", { room: "board", text: "let me in" });
if (!outcome.ok) console.log("Bob:", outcome.error.code); // Bob: forbidden_room

await ada.request("chat:say", { room: "board", text: "we are alone" }); // Ada: we are alone
await heard;
await Promise.all([ada.close(), bob.close()]);
