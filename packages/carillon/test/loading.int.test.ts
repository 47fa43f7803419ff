import { createServer } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { linkedProject } from "./linked-project.js";

// Each of them starts processes that transpile as they load.

const controllers = `export default class ChatSocketController {
  static send() {}
  read() {}
}
`;

const routes = `import { Route, throttle } from "carillon";
import { z } from "zod";
import ChatSocketController from "../app/Sockets/ChatSocketController.js";

const onTyping = () => undefined;
class OrderChannel {
  presence = true;
  history = { size: 10, ttlMs: 1000 };
  guards = ["api"];
  join() { return true; }
}

Route.socket("chat:message", ChatSocketController.send, { payload: z.object({ text: z.string() }) });
Route.socket("chat:read", [ChatSocketController, "read"], { middleware: throttle({ points: 5, per: "1m" }) });
Route.socket(
  "chat:typing",
  onTyping,
);
Route.socket("ping", async () => "pong, they said", { auth: true });
Route.notifications();
Route.channel("orders.{orderId}", OrderChannel);
Route.channel("lobby", { guests: true, whisper: ["typing"], join: () => true });
`;

const files = { "routes/sockets.js": routes, "app/Sockets/ChatSocketController.js": controllers };

test("route:list has the names that the application wrote, and where schemas are from", async () => {
  using project = linkedProject({
    ...files,
    "contract.js": `import { defineContract } from "carillon";
import { z } from "zod";
export const contract = defineContract({ client: { "chat:typing": { payload: z.object({}) } } });
`,
  });
  const { out, err } = await project.run("route:list", "--json");
  expect(err).toBe("");
  const listed = JSON.parse(out) as { event: string; handler: string; schema: object; source: string }[];
  expect(listed.map(({ event, handler }) => [event, handler])).toEqual([
    ["chat:message", "ChatSocketController.send"],
    ["chat:read", "ChatSocketController.read"],
    ["chat:typing", "onTyping"],
    ["ping", "(inline)"],
    ["notifications:list", "Route.notifications"],
    ["notifications:read", "Route.notifications"],
    ["notifications:read-all", "Route.notifications"],
    ["notifications:unread-count", "Route.notifications"],
  ]);
  expect(listed[0]).toMatchObject({
    schema: { payload: "route", reply: null },
    source: "routes/sockets.js:13:7",
  });
  expect(listed[1]).toMatchObject({ middleware: ["throttle(...)"] });
  expect(listed[2]).toMatchObject({ schema: { payload: "contract", reply: null } });
  expect(listed[3]).toMatchObject({ guards: ["socket"] });
});

test("channel:list has who may join, and how", async () => {
  using project = linkedProject(files);
  const { out } = await project.run("channel:list");
  expect(out.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
    ["Channel", "Rule", "Who may ask", "Presence", "History", "Whispers", "Source"],
    ["orders.{orderId}", "OrderChannel", "auth:api", "yes", "yes", "routes/sockets.js:21:7"],
    ["lobby", "(inline)", "everyone", "", "", "typing", "routes/sockets.js:22:7"].filter(
      (cell) => cell !== "",
    ),
    [""],
  ]);
});

test("an application that listens is loaded while its port is taken, and is closed again", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  using project = linkedProject({
    ...files,
    "server.js": `import { createServer } from "node:http";
import { once } from "node:events";
import { Socket } from "carillon";
import "./routes/sockets.js";
Socket.guard("api", () => null);
Socket.use("auth:socket");
const server = createServer();
Socket.attach(server);
server.listen(${port}, "127.0.0.1");
await once(server, "listening");
console.log("listening on", server.address().port);
`,
  });
  const { code, out, err } = await project.run("route:list", "server.js");
  other.close();
  expect([code, err]).toEqual([0, `listening on ${port}\n`]);
  expect(out).toContain("ChatSocketController.send");
});
