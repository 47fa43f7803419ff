import { createClient } from "carillon/client";

const client = createClient({
  url: "http://localhost:3000",
  token: () => "bob-token",
});
const lobby = client.channel("rooms.{room}", { room: "lobby" });

lobby.on("message", ({ from, text }, { replayed }) => {
  console.log(replayed ? "missed," : "live,", `${from}: ${text}`);
});
client.status.subscribe(() => {
  console.log("status:", client.status.getSnapshot().is);
});

const board = client.channel("rooms.{room}", { room: "board" });
board.state.subscribe(() => {
  const { is, error } = board.state.getSnapshot();
  if (is === "refused") console.log("the board:", error.code);
});
