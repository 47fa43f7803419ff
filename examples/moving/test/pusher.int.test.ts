import { resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { onFreePorts } from "../../../scripts/example-ports.js";
import { startPusherServer } from "./pusher-server.js";

/** A library whose default export makes clients. */
interface Library {
  readonly default: new (...options: unknown[]) => { disconnect(): void };
}

/** Sends the libraries, which know nothing but Pusher's own hosts here, to a port of this machine. */
function toPort(port: number): void {
  vi.doMock("pusher", async (importOriginal) => {
    const { default: Pusher } = await importOriginal<Library>();
    return {
      default: function pusher(options: object) {
        return new Pusher({
          ...options,
          cluster: undefined,
          host: "127.0.0.1",
          port: String(port),
          useTLS: false,
        });
      },
    };
  });
  vi.doMock("pusher-js", async (importOriginal) => {
    const { default: Pusher } = await importOriginal<Library>();
    const address = { wsHost: "127.0.0.1", wsPort: port, forceTLS: false, enabledTransports: ["ws"] };
    return {
      default: function pusherJs(key: string, options: object) {
        const client = new Pusher(key, { ...options, ...address });
        clients.push(client);
        return client;
      },
    };
  });
}

const folder = resolve(import.meta.dirname, "../pusher");
const clients: { disconnect(): void }[] = [];

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
    for (const client of clients) client.disconnect();
  }
});

function ship(token: string): Promise<Response> {
  return fetch("http://localhost:3000/orders/ship", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: new URLSearchParams({ id: "7" }),
  });
}
