import { expect, it, vi } from "vitest";
import { onFreePorts } from "../../../scripts/example-ports.js";
import { startPusherServer } from "./pusher-server.js";

/** Sends the libraries, which know nothing but Pusher's own hosts here, to a port of this machine. */
function toPort(port: number): void {
  vi.doMock("pusher", async (importOriginal) => {
    const { default: Pusher } = await importOriginal<typeof import("pusher")>();
    return {
      default: function pusher({
        cluster: _,
        ...options
      }: ConstructorParameters<typeof Pusher>[0] & { cluster?: string }) {
        return new Pusher({ ...options, host: "127.0.0.1", port: String(port), useTLS: false });
      },
    };
  });
  vi.doMock("pusher-js", async (importOriginal) => {
    const { default: Pusher } = await importOriginal<typeof import("pusher-js")>();
    return {
      default: function pusherJs(key: string, options: ConstructorParameters<typeof Pusher>[1]) {
        const client = new Pusher(key, {
          ...options,
          wsHost: "127.0.0.1",
          wsPort: port,
          forceTLS: false,
          enabledTransports: ["ws"],
        });
        clients.push(client);
        return client;
      },
    };
  });
}

const clients: { disconnect(): void }[] = [];

it("pusher: before", async () => {
  await using pusher = await startPusherServer("app-key", "app-secret");
  using ports = onFreePorts();
  using printed = vi.spyOn(console, "log").mockReturnValue();
  toPort(pusher.port);
  try {
    await import("../pusher/before-server.js");
    await ports.listening();
    await import("../pusher/before-client.js");
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
