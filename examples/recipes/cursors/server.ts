import { Route, setSocketsConfig, Socket } from "carillon";

interface User {
  id: number;
  name: string;
}
const users = new Map<string, User>([
  ["ada-token", { id: 1, name: "Ada" }],
  ["bob-token", { id: 2, name: "Bob" }],
]);
setSocketsConfig({ auth: { guards: { api: ({ token }) => users.get(token) ?? null } } });
Socket.use("auth:socket");

Route.channel("boards.{board}", {
  join: ({ user }) => ({ name: (user as User).name }),
  presence: { graceMs: 0 }, // a cursor should not stay behind
  whisper: ["cursor"], // from member to member, kept nowhere
});

Socket.attach(3000);
