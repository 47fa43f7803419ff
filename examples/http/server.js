import { createServer } from "node:http";
import { Route, SocketServiceProvider } from "carillon";

Route.socket("ping", () => "pong");

const httpServer = createServer((request, response) => {
  response.end("Hello from node:http");
});
await SocketServiceProvider({ httpServer }).boot();
httpServer.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`Listening on http://localhost:${httpServer.address().port}`);
});
