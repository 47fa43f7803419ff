import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setSocketsConfig, Socket, SqliteNotificationStore } from "carillon";
import Database from "libsql";
import { demoSignIns } from "../shared/demo-sign-ins.js";
import { createApp } from "./app.js";
import { readAppConfig } from "./config/app.js";
import type { AppConfig } from "./config/app.js";
import { socketsConfig } from "./config/sockets.js";
import { announcePresence } from "./presence.js";
import { Tokens } from "./tokens.js";
import "./routes/sockets.js"; // registers the routes

try {
  start(readAppConfig(process.env));
} catch (error) {
  fail((error as Error).message);
}

function start(config: AppConfig): void {
  const { host, port, pageFolder } = config;
  if (!existsSync(pageFolder)) throw new Error("The page is not built yet: run `pnpm --filter chat build`.");

  const tokens = new Tokens(config);
  const server = createServer(createApp(tokens, pageFolder));
  const store = new SqliteNotificationStore(new Database(config.databaseFile));
  setSocketsConfig({ ...socketsConfig, notifications: { store } });
  Socket.guard("api", tokens.guard);
  Socket.attach(server);
  announcePresence();

  server.on("error", (error: NodeJS.ErrnoException) => {
    fail(
      error.code === "EADDRINUSE"
        ? `Port ${String(port)} is in use. Stop the other process, or choose another port: PORT=3001`
        : error.message,
    );
  });
  server.listen(port, host, () => {
    welcome((server.address() as AddressInfo).port);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end());
}

/** Lets everybody go once they are answered. A second signal changes nothing. */
async function end(): Promise<void> {
  await Socket.drain();
  process.exit(0);
}

function welcome(port: number): void {
  const signIns = demoSignIns.map(({ handle, password }) => `    ${handle.padEnd(6)} ${password}`);
  console.log(
    [
      "",
      `  The chat is running on http://localhost:${String(port)}`,
      "",
      "  Sign in as two people, in two tabs:",
      ...signIns,
      "",
      "  Ctrl+C ends it.",
      "",
    ].join("\n"),
  );
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
