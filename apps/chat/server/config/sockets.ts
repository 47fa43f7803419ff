import { defineSocketsConfig, SqliteNotificationStore } from "carillon";
import type { SocketsConfig } from "carillon";
import { contract } from "../../shared/contract.js";
import type { ChatData } from "../chat-data.js";
import type { AppConfig } from "./app.js";

/** The realtime layer of the chat. */
export function socketsConfig({ tokenSeconds, redisUrl }: AppConfig, data: ChatData): SocketsConfig {
  return defineSocketsConfig({
    auth: {
      guard: "api",
      required: true,
      // A new token is asked for when half of the old one's life is over, or a minute ahead of its end.
      expiringMs: Math.min(60_000, tokenSeconds * 500),
    },
    cors: { origin: false }, // the page comes from the same server
    contract,
    limits: { bytes: 10_000 },
    notifications: { store: new SqliteNotificationStore(data.database) },
    resolve: (controller) => new controller(data as never), // each controller says what of it it takes
    // With several nodes Redis connects them, and keeps presence, history, counters and answers.
    ...(redisUrl === undefined ? {} : { redis: redisUrl }),
  });
}
