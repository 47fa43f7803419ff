import { startServer, startTcpProxy, waitFor } from "@carillon/socket-testing";
import { createClient } from "@carillon/socket-client";
import type { Client, ClientOptions } from "@carillon/socket-client";
import { expect, it, vi } from "vitest";

interface Running extends AsyncDisposable {
  readonly client: Client;
  /** What reached the server, over all connections. */
  readonly heard: unknown[];
  /** Ends the network; resolves when the client knows. */
  offline(): Promise<void>;
  online(): Promise<void>;
}

async function start(options: ClientOptions): Promise<Running> {
  const heard: unknown[] = [];
  const server = await startServer((io) => {
    io.on("connection", (socket) =>
      socket.on("say", (n: unknown, ...rest: unknown[]) => {
        heard.push(n);
        const ack = rest.at(-1);
        if (typeof ack === "function") (ack as (answer: unknown) => void)({ ok: true, data: n });
      }),
    );
  });
  const proxy = await startTcpProxy(server);
  const client: Client = createClient({
    url: proxy.url,
    reconnect: { minMs: 10, maxMs: 20 },
    socket: { transports: ["websocket"] },
    ...options,
  });
  const is = (status: string): Promise<boolean> => waitFor(() => client.status.getSnapshot().is === status);
  client.connect();
  await is("online");
  return {
    client,
    heard,
    offline: async () => {
      proxy.refuse();
      proxy.cut();
      await is("waiting");
    },
    online: async () => {
      proxy.accept();
      await is("online");
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await proxy.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

it("socketio/socket.io-client#1358, #1158, #1414: nothing is buffered unless a policy says so", async () => {
  await using running = await start({});
  const { client, heard } = running;
  await running.offline();
  const sent = Array.from({ length: 100 }, (_, n) => client.send("say", n));
  expect(sent.every((isSent) => !isSent)).toBe(true);
  expect(await client.try("say", 100)).toMatchObject({ ok: false, error: { code: "offline" } });
  await running.online();
  expect(await client.request("say", "now")).toBe("now");
  expect(heard).toEqual(["now"]);
});

it("what a policy keeps is bounded, expires, and arrives once in order", async () => {
  await using running = await start({ offline: { queue: 3, expireMs: 60_000, keep: "last" } });
  const { client, heard } = running;
  await running.offline();
  for (let n = 1; n <= 10; n++) client.send("say", n);
  const short = client.try("say", "short", { offline: { queue: 10, expireMs: 1 } });
  expect(await short).toMatchObject({ ok: false, error: { code: "timeout" } });
  await running.online();
  await client.request("say", "now");
  expect(heard).toEqual([8, 9, 10, "now"]);
});

it("what was written to a connection that had died already is not sent with the next one", async () => {
  await using running = await start({});
  const { client, heard } = running;
  // The server's end is gone before the client knows: what is written meanwhile goes nowhere.
  const outcome = client.try("say", "lost", { timeoutMs: 5_000 });
  const offline = running.offline();
  client.send("say", "lost too");
  await offline;
  await running.online();
  expect(["disconnected", undefined]).toContain(await outcome.then((o) => (o.ok ? undefined : o.error.code)));
  await client.request("say", "now");
  expect(heard.filter((n) => n === "now")).toEqual(["now"]);
  expect(heard.at(-1)).toBe("now");
  expect(new Set(heard).size).toBe(heard.length);
});

it("what is written to a connection whose server is overdue, and not known to be dead yet, is neither kept nor sent", async () => {
  await using running = await start({});
  const { client, heard } = running;
  const before = client.socketId;
  // Timers stood still, the clock did not: Socket.IO keeps what is sent now for its next connection.
  const now = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_000);
  const isSent = client.send("say", "lost");
  now.mockRestore();
  expect(isSent).toBe(false);
  await waitFor(() => client.socketId !== undefined && client.socketId !== before);
  await waitFor(() => client.status.getSnapshot().is === "online");
  await client.request("say", "now");
  expect(heard).toEqual(["now"]);
});
