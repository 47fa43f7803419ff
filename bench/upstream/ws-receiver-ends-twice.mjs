// ws 8.23: the receiver of each connection is ended again when the socket closes, after the client's side has ended. From then on
// Node builds an error with a stack for a stream that has finished, and drops it, since `end()` was given no callback.
// Prints how often `end` is called for one connection, and what each call behind the first costs.
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import process from "node:process";
import { WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
await new Promise((resolve) => server.once("listening", resolve));
let ends = 0;
const closed = new Promise((resolve) => {
  server.on("connection", (socket) => {
    const receiver = socket._receiver;
    const end = receiver.end;
    receiver.end = function (...args) {
      ends++;
      return end.apply(this, args);
    };
    socket.once("close", resolve);
  });
});
const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
client.once("open", () => client.close());
await closed;
console.log(`end() of the receiver was called ${ends} times for one connection.`);

const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
stream.end();
await finished(stream);
const [calls, begun] = [100_000, process.cpuUsage()];
for (let call = 0; call < calls; call++) stream.end();
const { user, system } = process.cpuUsage(begun);
console.log(`end() of a stream that has finished costs ${((user + system) / calls).toFixed(2)} µs.`);
server.close();
