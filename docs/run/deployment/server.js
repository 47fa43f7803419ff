import { createServer } from "node:http";
import { Route, Socket } from "carillon";

Route.socket("echo", (_socket, payload) => ({ payload, pid: process.pid }));

const server = createServer((request, response) => {
  response.writeHead(request.url === "/health" && !Socket.isDraining ? 200 : 503).end();
});
Socket.attach(server);
await Socket.ready();
server.listen(Number(process.env.PORT ?? 3000), () => process.send?.("ready")); // PM2 waits for it

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => void Socket.drain({ deadlineMs: 20_000 }).then(() => process.exit(0)));
}
