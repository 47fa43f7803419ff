// One round of everything that an application does first, in whatever runtime runs this file; `run.mjs` beside it starts it.
import { createServer } from "node:http";
import process from "node:process";
import { createRealtime } from "carillon";
import { Server } from "socket.io";
import { io as connect } from "socket.io-client";

const [way = "created", transport = "websocket"] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const { route, socket } = createRealtime({ logger: silent });
socket.guard("api", { authenticate: async ({ token }) => (token === "let-me-in" ? { id: 42 } : null) });
socket.use("auth:socket");
route.channel("news.{topic}", { presence: true, join: () => ({ name: "a member" }) });
route.socketGroup({ middleware: ["auth:socket"] }, () => {
  route.socket("echo", async (_socket, payload) => payload);
});

const url = `http://127.0.0.1:${await listen()}`;

const options = { transports: transport === "upgrade" ? ["polling", "websocket"] : [transport] };
const client = connect(url, { ...options, auth: { token: "let-me-in" } });
const stranger = connect(url, { ...options, auth: { token: "no" }, reconnection: false });
const refused = await new Promise((resolve) => stranger.once("connect_error", resolve));
expect(refused.message.startsWith("Unauthenticated"), "a stranger is refused");
const text = "é".repeat(200);
expect((await ask("echo", { text })).data?.text === text, "an answer");
expect((await ask("nothing")).error === "unknown_event", "an unknown event is answered");
expect((await ask("channel:join", { channel: "news.a" })).ok === true, "a channel is joined");
const heard = new Promise((resolve) => client.once("said", resolve));
socket.broadcast("news.a", "said", { text });
expect((await heard).text === text, "a broadcast arrives");
client.disconnect();
await socket.close();
console.log(`${way}, ${transport}: passed`);
process.exit(0);

/** Attaches the sockets in the wanted way. Returns the port. */
async function listen() {
  if (way === "bun-engine") {
    // Named by where it is installed: this file is not there.
    const { Server: Engine } = await import(process.env.BUN_ENGINE);
    const io = new Server();
    const engine = new Engine({ path: "/socket.io/" });
    io.bind(engine);
    socket.attach(io);
    return globalThis.Bun.serve({ ...engine.handler(), port: 0, hostname: "127.0.0.1" }).port;
  }
  const httpServer = createServer();
  socket.attach(way === "created" ? httpServer : new Server(httpServer));
  await new Promise((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  return httpServer.address().port;
}

function ask(event, payload) {
  return client.timeout(5_000).emitWithAck(event, payload);
}

function expect(holds, what) {
  if (holds) return;
  console.log(`${way}, ${transport}: failed: ${what}`);
  process.exit(1);
}
