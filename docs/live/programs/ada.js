import { createClient } from "carillon/client";

const client = createClient({
  url: "http://localhost:3000",
  token: () => "ada-token",
});
const lobby = client.channel("rooms.{room}", { room: "lobby" });

lobby.presence.subscribe(() => {
  const names = lobby.presence.getSnapshot().map(({ info }) => info.name);
  console.log("here:", names.join(", "));
});
await new Promise((joined) => {
  lobby.state.subscribe(() => {
    if (lobby.state.getSnapshot().is === "joined") joined();
  });
});

const long = { room: "lobby", text: "a message that is far too long" + "!" };
const outcome = await client.try("say", long);
console.log("refused:", outcome.error.code);

for (let count = 1; ; count++) {
  const answer = await client.request("say", { room: "lobby", text: `message ${count}` });
  console.log("answer:", answer);
  await new Promise((later) => setTimeout(later, 1500));
}
