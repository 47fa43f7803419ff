import { randomUUID } from "node:crypto";
import { Route, setSocketsConfig, Socket } from "carillon";
import Database from "libsql";

interface User {
  id: number;
  name: string;
}
interface Message {
  id: string;
  from: string;
  text: string;
  at: number;
}
const users = new Map<string, User>([
  ["ada-token", { id: 1, name: "Ada" }],
  ["bob-token", { id: 2, name: "Bob" }],
]);

const database = new Database(process.env["DATABASE"] ?? ":memory:");
database.exec("CREATE TABLE messages (id TEXT PRIMARY KEY, room TEXT, sender TEXT, text TEXT, at INTEGER)");
const insert = database.prepare("INSERT INTO messages VALUES (?, ?, ?, ?, ?)");
const select = database.prepare(
  'SELECT id, sender AS "from", text, at FROM messages WHERE room = ? AND at < ? ORDER BY at DESC LIMIT 50',
);

setSocketsConfig({ auth: { guards: { api: ({ token }) => users.get(token) ?? null } } });
Socket.use("auth:socket");

// The history bridges minutes, everything older is in the database.
Route.channel("rooms.{room}", {
  join: ({ user }) => ({ name: (user as User).name }),
  presence: true,
  history: { size: 200, ttlMs: 600_000 },
  whisper: ["typing"],
});

Route.socketGroup({ prefix: "chat", middleware: ["auth:socket", "member:rooms.{room}"] }, () => {
  Route.socket("older", (_socket, { room, before }: { room: string; before?: number }) => {
    return (select.all(room, before ?? Date.now() + 1) as Message[]).reverse();
  });

  Route.socket(
    "say",
    async (_socket, { room, text }: { room: string; text: string }, { user }) => {
      const message = { id: randomUUID(), from: (user as User).name, text, at: Date.now() };
      insert.run(message.id, room, message.from, text, message.at);
      await Socket.broadcast(`rooms.${room}`, "chat:message", message);
      return message;
    },
    { idempotent: true, middleware: ["throttle:20,10s"] }, // a repetition after a lost answer says nothing twice
  );
});

Socket.attach(3000);
