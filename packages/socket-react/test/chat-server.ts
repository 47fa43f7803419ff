import type { Server } from "node:http";
import { createClient } from "@carillon/socket-client";
import type { Client } from "@carillon/socket-client";
import { createRealtime } from "@carillon/socket-facade";
import { startServer } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { createHooks } from "../src/index.js";
import { contract } from "./chat-contract.js";

/** The hooks of {@link contract}. */
export const hooks = createHooks<typeof contract>();

/** A server with one channel, and what happened on it. */
export interface ChatServer extends AsyncDisposable {
  readonly server: TestServer;
  readonly socket: ReturnType<typeof createRealtime<typeof contract>>["socket"];
  /** The channels that were joined and left, in order, as `+rooms.a` and `-rooms.a`. */
  readonly log: readonly string[];
  /** How many sockets connected. */
  readonly connections: () => number;
  client(token: string): Client<typeof contract>;
}

/**
 * Starts it. The token is the user's id and name.
 *
 * @param httpServer - Serves pages beside the sockets.
 */
export async function startChat(httpServer?: Server): Promise<ChatServer> {
  const { route, socket } = createRealtime({
    contract,
    auth: {
      guards: {
        api: { authenticate: ({ token }) => ({ id: token, name: token }) },
      },
    },
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const log: string[] = [];
  let connections = 0;
  let id = 0;
  /** Lets a message with the text "held" go on: the next one does. */
  let held = quiet;
  socket.use("auth:socket");
  route.notifications();
  route.channel("rooms.{room}", {
    join: ({ user }: { user: { name: string } }, { room }: { room: string }) => {
      if (room === "locked") return false;
      log.push(`+rooms.${room}`);
      return { name: user.name };
    },
    presence: true,
    whisper: ["typing"],
    history: true,
  });
  route.socket("message:send", async (_socket, payload: { room: string; text: string }) => {
    const own = ++id;
    held();
    if (payload.text === "held") await new Promise<void>((resolve) => (held = resolve));
    await socket.broadcast(`rooms.${payload.room}`, "message:new", { id: own, text: payload.text });
    return { id: own };
  });
  const clients = new Set<Client<typeof contract>>();
  const server = await startServer((io) => {
    io.on("connection", (each) => {
      connections += 1;
      each.onAny((event: string, payload: { channel?: string }) => {
        if (event === "channel:leave") log.push(`-${payload.channel ?? ""}`);
      });
    });
    socket.attach(io);
  }, httpServer && { httpServer });
  return {
    server,
    socket,
    log,
    connections: () => connections,
    client(token) {
      const client = createClient<typeof contract>({ url: server.url, token: () => token });
      clients.add(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close();
      await socket.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

function quiet(): void {
  // The tests read no log.
}
