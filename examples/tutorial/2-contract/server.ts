import { Route, setSocketsConfig, Socket } from "carillon";
import { contract } from "./contract.js";

setSocketsConfig({ contract });

Route.socket("chat:say", async (_socket, { from, text }) => {
  const message = { from, text };
  await Socket.emit("chat:message", message);
  return message;
});

Socket.attach(3000);
