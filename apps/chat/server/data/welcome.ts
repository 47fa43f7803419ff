import type { Messages } from "./messages.js";
import type { Rooms } from "./rooms.js";

/** Makes the rooms that a new chat begins with, and says hello in one of them. */
export function welcome(rooms: Rooms, messages: Messages): void {
  rooms.seed({
    lobby: "Everyone starts here",
    "bell-tower": "Practice nights and repairs",
    workshop: "What is on the bench",
  });
  // Ids that stay the same: said once, however often the server starts.
  for (const [index, { author, text }] of greetings.entries())
    messages.add({ id: `welcome-${String(index)}`, room: "lobby", text }, author);
}

const greetings = [
  { author: "3", text: "Welcome to the ringing chamber. You are in #lobby, where everyone starts." },
  {
    author: "4",
    text: "It takes two to try this: open a second person from your name below, and put the windows side by side.",
  },
  { author: "4", text: "Then stop the server while you write, and start it again." },
];
