import { createServer } from "node:http";
import { log, setSocketsConfig, Socket } from "carillon";
import config from "../config/sockets.js";
import "../routes/sockets.js";
import { app } from "./app.js";

setSocketsConfig(config);
const server = createServer(app);
Socket.attach(server);

const port = Number(process.env.PORT ?? 3000);
server.listen(port, () => log.success(`http://localhost:${server.address().port}`));

process.once("SIGTERM", async () => {
  await Socket.drain();
  server.close();
});
