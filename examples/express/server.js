import { createServer } from "node:http";
import { Route, SocketServiceProvider } from "carillon";
import express from "express";

Route.socket("ping", () => "pong");

const app = express();
app.get("/", (request, response) => {
  response.send("Hello from Express");
});

const httpServer = createServer(app);
await SocketServiceProvider({ httpServer }).boot();
httpServer.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`Listening on http://localhost:${httpServer.address().port}`);
});
