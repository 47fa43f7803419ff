import { resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { onFreePorts } from "../../../scripts/example-ports.js";
import { startPusherServer } from "./pusher-server.js";

import { connectedClients, toPort } from "./pusher-libraries.js";

const folder = resolve(import.meta.dirname, "../pusher");

it("pusher: before", async () => {
  await using pusher = await startPusherServer("app-key", "app-secret");
  using ports = onFreePorts();
  using printed = vi.spyOn(console, "log").mockReturnValue();
  toPort(pusher.port);
  try {
    await import(/* @vite-ignore */ `${folder}/before-server.ts`);
    await ports.listening();
    await import(/* @vite-ignore */ `${folder}/before-client.ts`);
    expect(printed).toHaveBeenCalledWith("shipped", "7");

    await pusher.subscribed("private-orders.7");
    const shipped = await ship("ada-token");
    expect(await shipped.json()).toEqual({ shipped: "7" });
    await vi.waitFor(() => expect(printed).toHaveBeenCalledWith("order", "7", "is", "shipped"));
    expect((await ship("bob-token")).status).toBe(403);
  } finally {
    for (const client of connectedClients) client.disconnect();
  }
});

function ship(token: string): Promise<Response> {
  return fetch("http://localhost:3000/orders/ship", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: new URLSearchParams({ id: "7" }),
  });
}
