import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setSocketsConfig, Socket } from "carillon";
import { openChatData } from "./chat-data.js";
import type { AppConfig } from "./config/app.js";
import { socketsConfig } from "./config/sockets.js";
import { createApp } from "./http/app.js";
import { registerRoutes } from "./routes/sockets.js";
import { Tokens } from "./tokens.js";

/**
 * Starts one node of the chat.
 *
 * @returns The port that it listens on.
 * @throws Error that says what to do: no page, a port in use, a Redis that does not answer.
 */
export async function startNode(config: AppConfig): Promise<number> {
  const { host, port, pageFolder, tokenSeconds } = config;
  if (!existsSync(pageFolder)) throw new Error("The page is not built yet: run `pnpm --filter chat build`.");

  const data = openChatData(config);
  const tokens = new Tokens(data.sessions, { secret: data.secret, tokenSeconds });
  const server = createServer(createApp(data.sessions, tokens, pageFolder));
  setSocketsConfig(socketsConfig(config, data));
  Socket.guard("api", tokens.guard);
  registerRoutes(data, config);
  Socket.attach(server);
  await Socket.ready();

  const listening = new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      const message = `Port ${String(port)} is in use. Stop the other process, or choose another port: PORT=3001`;
      reject(isTaken ? new Error(message) : error);
    });
  });
  server.listen(port, host);
  await listening;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end());
  return (server.address() as AddressInfo).port;
}

/** Disconnects all clients once they are answered. A second signal changes nothing. */
async function end(): Promise<void> {
  await Socket.drain();
  process.exit(0);
}
