import { createServer } from "node:http";
import { config, log, Socket } from "carillon";
import { createApp } from "./bootstrap/app.js";
import "./routes/ping.js"; // side-effect import: registers Route.socket(...)

const app = await createApp();
const server = createServer(app);

Socket.attach(server);

server.listen(config.get("app.port"), () => {
  log.success(`Netpress is running on port ${config.get("app.port")}`);
});
