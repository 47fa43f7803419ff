import { spawn } from "node:child_process";
import { once } from "node:events";
import { connected, createClient, nextEvent, transports, waitFor } from "@carillon/socket-testing";
import type { ClientOptions } from "@carillon/socket-testing";
import type { Socket as Client } from "socket.io-client";
import { expect, test } from "vitest";

interface RunningCluster extends AsyncDisposable {
  readonly url: string;
  readonly output: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<number | null>;
}

/** The example as its README starts it, on the sources of the packages and a free port. */
async function startCluster(): Promise<RunningCluster> {
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=@carillon/source", "main.mjs"], {
    cwd: new URL("..", import.meta.url),
    env: { PATH: process.env["PATH"], PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const started = waitFor(() => /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]);
  const url = (await Promise.race([started, ended.then(() => Promise.reject(new Error(text)))]))!;
  return {
    url,
    output: () => text,
    signal: (signal) => void child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Clients until both workers have some. */
async function clientsOfBoth(url: string, options: ClientOptions): Promise<Client[]> {
  const clients: Client[] = [];
  const workers = new Set<number>();
  while (workers.size < 2) {
    const client = await connected(createClient(url, options));
    clients.push(client);
    workers.add(await whoServes(client));
  }
  return clients;
}

async function whoServes(client: Client): Promise<number> {
  const answer = (await client.timeout(60_000).emitWithAck("say", { room: "empty", text: "" })) as {
    data: { by: number };
  };
  return answer.data.by;
}

test.each(transports)(
  "clients of both workers share a room, and all end in good order: %s",
  async (transport) => {
    await using cluster = await startCluster();
    const clients = await clientsOfBoth(cluster.url, { transports: [transport], timeout: 60_000 });
    for (const client of clients) await client.timeout(60_000).emitWithAck("join", "lobby");
    const heard = clients.map((client) => nextEvent(client, "said"));
    await clients[0]?.timeout(60_000).emitWithAck("say", { room: "lobby", text: "hello" });
    for (const [said] of await Promise.all(heard)) expect(said).toMatchObject({ text: "hello" });
    const left = clients.map((client) => nextEvent(client, "disconnect"));
    cluster.signal("SIGTERM");
    expect(await cluster.ended).toBe(0);
    for (const [reason] of await Promise.all(left)) expect(reason).toBe("transport close");
  },
);

test("a rolling restart replaces the workers, and their clients come back by themselves", async () => {
  await using cluster = await startCluster();
  const clients = await clientsOfBoth(cluster.url, {
    reconnection: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
    timeout: 4_000,
  });
  const before = new Set(await Promise.all(clients.map(whoServes)));
  const back = clients.map((client) => nextEvent(client, "connect"));
  cluster.signal("SIGHUP");
  await waitFor(() => cluster.output().includes("all workers are new"));
  await Promise.all(back);
  await waitFor(async () => {
    const after = await Promise.all(clients.map(whoServes));
    return after.every((pid) => !before.has(pid));
  });
  for (const client of clients) client.close();
});

test("a worker that hangs for a while misses nothing: what the others sent waits in its pipe", async () => {
  await using cluster = await startCluster();
  const clients = await clientsOfBoth(cluster.url, { transports: ["websocket"], timeout: 60_000 });
  for (const client of clients) await client.timeout(60_000).emitWithAck("join", "lobby");
  const [last] = clients.slice(-1);
  const [first] = clients;
  const hanging = await whoServes(last!);
  const heard: unknown[] = [];
  last!.on("said", ({ text }: { readonly text: string }) => heard.push(text));
  process.kill(hanging, "SIGSTOP");
  try {
    for (let n = 0; n < 100; n++) {
      await first!.timeout(60_000).emitWithAck("say", { room: "lobby", text: String(n) });
    }
    expect(heard).toEqual([]);
  } finally {
    process.kill(hanging, "SIGCONT");
  }
  await waitFor(() => heard.length === 100);
  expect(heard).toEqual(Array.from({ length: 100 }, (_, n) => String(n)));
});
