// What one client can make a server keep: pnpm --filter carillon attack
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { configureTesting, connected, createClient, waitFor } from "@carillon/socket-testing";

configureTesting({ patienceMs: 120_000 });

interface Measure {
  /** Bytes after a collection, and the most that the process had since the last measure. */
  readonly kept: number;
  readonly peak: number;
  readonly connections: number;
  readonly rules: number;
  readonly payments: number;
}
type Client = Awaited<ReturnType<typeof join>>;

const server = fork(new URL("attack-server.ts", import.meta.url), {
  execArgv: ["--expose-gc", "--import", "tsx", "--conditions=@carillon/source"],
});
const [port] = (await once(server, "message")) as [number];
const url = `http://127.0.0.1:${String(port)}`;

async function measure(): Promise<Measure> {
  const answered = once(server, "message");
  server.send("measure");
  return ((await answered) as [Measure])[0];
}

function join(auth: object = {}): ReturnType<typeof connected> {
  return connected(createClient(url, { transports: ["websocket"], forceNew: true, auth }));
}

async function left(...clients: Client[]): Promise<void> {
  for (const client of clients) client.disconnect();
  await waitFor(async () => (await measure()).connections === 0);
}

/** A client that did not read the answers meanwhile would be dropped. */
async function flood(client: Client, count: number, send: () => unknown): Promise<void> {
  for (let n = 1; n <= count; n++) {
    send();
    if (n % 500 === 0) await client.emitWithAck("unknown");
  }
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Runs an attack; it tells when the server keeps the most, and returns what came of it. */
async function attack(title: string, run: (most: () => Promise<void>) => Promise<string>): Promise<void> {
  await measure();
  const before = await measure();
  let most = before;
  const result = await run(async () => {
    most = await measure();
  });
  const after = await measure();
  const held = mb(most.kept - before.kept);
  const peak = mb(Math.max(most.peak, after.peak) - before.peak);
  console.log(
    `${title}: ${result}; held ${held}, process at most +${peak}, afterwards ${mb(after.kept - before.kept)}`,
  );
}

await attack("20,000 joins of one channel", async (most) => {
  const client = await join();
  let refused = 0;
  await flood(client, 20_000, () => client.emit("channel:join", { channel: "slow.1" }, () => refused++));
  await waitFor(() => refused === 19_800);
  await most();
  await left(client);
  return `${String(refused)} refused, ${String((await measure()).rules)} rule asked`;
});

await attack("60,000 whispers of one client", async (most) => {
  const [loud, quiet] = [await join(), await join()];
  for (const client of [loud, quiet]) await client.emitWithAck("channel:join", { channel: "room.1" });
  let heard = 0;
  quiet.on("channel:whisper", () => heard++);
  const whisper = { channel: "room.1", event: "typing" };
  await flood(loud, 60_000, () => loud.emit("channel:whisper", whisper, () => undefined));
  await loud.emitWithAck("channel:leave", { channel: "room.1" });
  await most();
  await left(loud, quiet);
  return `${String(heard)} relayed`;
});

for (const [count, bytes] of [
  [10_000, 1_000],
  [3_000, 90_000],
] as const) {
  await attack(`${count.toLocaleString("en")} idempotency keys of ${String(bytes)} bytes`, async (most) => {
    const [victim, eve] = [await join({ token: "victim" }), await join({ token: "eve" })];
    await victim.emitWithAck("pay", { idempotencyKey: "charge" });
    const text = "x".repeat(bytes);
    for (let n = 0; n < count; n += 50) {
      const keys = Array.from({ length: 50 }, (_v, m) => ({ idempotencyKey: String(n + m), text }));
      await Promise.all(keys.map((key) => eve.emitWithAck("pay", key)));
    }
    await most();
    const { payments } = await measure();
    await victim.emitWithAck("pay", { idempotencyKey: "charge" });
    const isKept = (await measure()).payments === payments;
    await left(victim, eve);
    return isKept ? "the victim's answer is kept" : "the victim's request ran again";
  });
}

await attack("5 clients with 1,001 ordered events of 95 kB each", async (most) => {
  const clients = await Promise.all([1, 2, 3, 4, 5].map(() => join()));
  let refused = 0;
  for (const client of clients) {
    for (let n = 0; n < 1_001; n++) {
      client.emit("ordered", "x".repeat(95_000), ({ ok }: { ok: boolean }) => (refused += Number(!ok)));
      if (n % 20 === 0) await client.timeout(60_000).emitWithAck("unknown");
    }
    await client.emitWithAck("unknown");
  }
  await most();
  await left(...clients);
  return `${refused.toLocaleString("en")} refused`;
});

await attack("20,000 broadcasts of 10 KiB to a WebSocket that never reads", async (most) => {
  const tcp = connect(port, "127.0.0.1").on("error", () => undefined);
  tcp.write(
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n" +
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await once(tcp, "data");
  tcp.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
  tcp.pause();
  return starve(most, () => undefined).finally(() => tcp.destroy());
});

await attack("20,000 broadcasts of 10 KiB to a client that polls and never reads", async (most) => {
  const polling = `${url}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(polling)).text()).slice(1)) as { sid: string };
  await fetch(`${polling}&sid=${sid}`, { method: "POST", body: "40" });
  await (await fetch(`${polling}&sid=${sid}`)).text();
  const tcp = connect(port, "127.0.0.1")
    .on("error", () => undefined)
    .pause();
  const poll = `GET /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\n\r\n`;
  return starve(most, () => void tcp.write(poll)).finally(() => tcp.destroy());
});

async function starve(most: () => Promise<void>, poll: () => void): Promise<string> {
  await waitFor(async () => (await measure()).connections === 1);
  let sent = 0;
  for (let isThere = true; isThere && sent < 20_000;) {
    poll();
    for (let n = 0; n < 20; n++, sent++) server.send("flood");
    isThere = (await measure()).connections === 1;
  }
  await most();
  return sent < 20_000 ? `dropped after ${mb(sent * 10_240)}` : "never dropped";
}

server.disconnect();
