import { createClient } from "carillon/client";

interface Message {
  id: string;
  from: string;
  text: string;
  at: number;
}

const url = "http://localhost:3000";
const offline = { "chat:say": { queue: 50, expireMs: 60_000 } }; // what is said in a tunnel waits
const ada = createClient({ url, token: () => "ada-token", offline });
const bob = createClient({ url, token: () => "bob-token", offline });

/** Messages by their ids: one may come as an answer, as an event and from the database. */
const messages = new Map<string, Message>();

const mine = ada.channel("rooms.{room}", { room: "lobby" });
await new Promise<void>((resolve) => {
  mine.presence.subscribe(() => mine.presence.count() === 1 && resolve());
});
await ada.request("chat:say", { room: "lobby", text: "Is anyone here?" });

const room = bob.channel("rooms.{room}", { room: "lobby" });
const heard = new Promise<void>((resolve) => {
  room.on("chat:message", (message: Message) => {
    messages.set(message.id, message);
    resolve();
  });
});
room.onGap(() => void loadOlder());
await new Promise<void>((resolve) => {
  mine.presence.subscribe(() => mine.presence.count() === 2 && resolve());
});
await loadOlder();

await ada.request("chat:say", { room: "lobby", text: "Hello Bob" });
await heard;
for (const { from, text } of messages.values()) console.log(`${from}: ${text}`);
await Promise.all([ada.close(), bob.close()]);

async function loadOlder(): Promise<void> {
  const older = (await bob.request("chat:older", { room: "lobby" })) as Message[];
  for (const message of older) messages.set(message.id, message);
  console.log(older.length, "from the database"); // 1 from the database
}
