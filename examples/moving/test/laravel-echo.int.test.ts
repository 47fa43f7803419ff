import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { onFreePorts } from "../../../scripts/example-ports.js";
import { findByToken } from "../users.js";
import { connectedClients, toPort } from "./pusher-libraries.js";
import { startPusherServer } from "./pusher-server.js";

const before = resolve(import.meta.dirname, "../laravel-echo/before-client.ts");

it("laravel-echo: before", async () => {
  await using reverb = await startPusherServer("app-key", "app-secret");
  await using laravel = await startLaravel(reverb.port);
  using _ports = onFreePorts({ 8000: laravel.port });
  using printed = vi.spyOn(console, "log").mockReturnValue();
  toPort(reverb.port);
  try {
    await import(/* @vite-ignore */ before);
    expect(printed).toHaveBeenCalledWith("shipped", "7");

    await reverb.subscribed("private-orders.7");
    expect((await ship("ada-token")).status).toBe(200);
    await vi.waitFor(() => expect(printed).toHaveBeenCalledWith("order", "7", "is", "shipped"));
    expect((await ship("bob-token")).status).toBe(403);
  } finally {
    for (const client of connectedClients) client.disconnect();
  }
});

function ship(token: string): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}` };
  return fetch("http://localhost:8000/orders/7/ship", { method: "POST", headers });
}

/** What answers as the PHP of the page: it signs subscriptions, ships orders and tells Reverb. */
async function startLaravel(reverb: number): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((request, response) => void answer(request, response, reverb));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, reverb: number): Promise<void> {
  const body = new URLSearchParams(await textOf(request));
  const channel = body.get("channel_name") ?? "private-orders.7";
  const user = findByToken(request.headers.authorization?.replace("Bearer ", ""));
  if (!user?.orders.includes(channel.replace("private-orders.", ""))) {
    response.writeHead(403).end();
    return;
  }
  response.setHeader("content-type", "application/json");
  if (request.url === "/broadcasting/auth") {
    const signed = `${body.get("socket_id") ?? ""}:${channel}`;
    const signature = createHmac("sha256", "app-secret").update(signed).digest("hex");
    response.end(JSON.stringify({ auth: `app-key:${signature}` }));
    return;
  }
  const data = JSON.stringify({ id: "7", status: "shipped" });
  const event = { name: "App\\Events\\OrderUpdated", data, channels: [channel] };
  await fetch(`http://127.0.0.1:${String(reverb)}/`, { method: "POST", body: JSON.stringify(event) });
  response.end(JSON.stringify({ shipped: "7" }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}
