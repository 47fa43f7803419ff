import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

/** What stands in for Pusher: the part of its protocol that the application of the page uses. */
export interface PusherServer extends AsyncDisposable {
  readonly port: number;
  /** Resolves when a client is subscribed to a channel. */
  subscribed(channel: string): Promise<void>;
}

/**
 * Starts it on a free port of this machine.
 *
 * @param key - Of the application.
 * @param secret - Signs subscriptions to private channels.
 * @see https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/
 */
export async function startPusherServer(key: string, secret: string): Promise<PusherServer> {
  const members = new Map<string, Set<WebSocket>>();
  const waiting = new Map<string, () => void>();

  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      const { name, data, channels } = JSON.parse(body) as Trigger;
      for (const channel of channels) {
        for (const socket of members.get(channel) ?? []) send(socket, name, data, channel);
      }
      response.end("{}");
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    const id = `${String(process.pid)}.${String(sockets.clients.size)}`;
    if (!request.url?.startsWith(`/app/${key}`)) socket.close(4001);
    send(socket, "pusher:connection_established", JSON.stringify({ socket_id: id, activity_timeout: 120 }));
    socket.on("message", (text) => {
      const { event, data } = JSON.parse((text as Buffer).toString()) as Message;
      if (event !== "pusher:subscribe") return;
      const signature = createHmac("sha256", secret).update(`${id}:${data.channel}`).digest("hex");
      if (data.auth !== `${key}:${signature}`) {
        send(socket, "pusher:subscription_error", JSON.stringify({ status: 401 }), data.channel);
        return;
      }
      const own = members.get(data.channel) ?? new Set();
      members.set(data.channel, own.add(socket));
      send(socket, "pusher_internal:subscription_succeeded", "{}", data.channel);
      waiting.get(data.channel)?.();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    subscribed: async (channel) => {
      if (members.has(channel)) return;
      await new Promise<void>((done) => waiting.set(channel, done));
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets.clients) socket.terminate();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Trigger {
  readonly name: string;
  readonly data: string;
  readonly channels: readonly string[];
}

interface Message {
  readonly event: string;
  readonly data: { readonly channel: string; readonly auth?: string };
}

function send(socket: WebSocket, event: string, data: string, channel?: string): void {
  socket.send(JSON.stringify({ event, data, ...(channel === undefined ? {} : { channel }) }));
}
