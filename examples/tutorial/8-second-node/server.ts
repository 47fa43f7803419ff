import { log, Socket } from "carillon";
import "./routes.js";

const port = Number(process.env["PORT"] ?? 3000);
Socket.attach(port);
await Socket.ready(); // rejects when Redis cannot be reached
log.info({ event: "node_ready", port }, "The node is ready");

process.once("SIGTERM", () => void Socket.drain().then(() => process.exit(0)));
