import { createServer } from "node:http";
import { log, setSocketsConfig, Socket } from "carillon";
import config from "../config/sockets.js";
import "../routes/sockets.js";
import { createApp } from "./app.js";

setSocketsConfig(config);
const server = createServer(await createApp({ isDev: process.argv.includes("--dev") }));
Socket.attach(server);

const port = Number(process.env["PORT"] ?? 3000);
server.listen(port, () => {
  const address = server.address();
  log.success(`http://localhost:${typeof address === "object" ? address?.port : port}`);
});

process.once("SIGTERM", () => {
  void Socket.drain().then(() => server.close());
});
