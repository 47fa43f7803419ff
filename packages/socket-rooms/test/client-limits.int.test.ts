import { nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { attachRooms } from "../src/index.js";
import type { Rooms, RoomsOptions } from "../src/index.js";
import { identifyByAuth, nextSocket } from "./identify.js";

type Client = Awaited<ReturnType<TestServer["connect"]>>;
interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly retryAfterMs?: number;
}

it("20,000 joins of one client are 200 that wait, and the rule is not asked once the client is gone", async () => {
  let open: (value: boolean) => void = () => undefined;
  const isOpen = new Promise<boolean>((resolve) => (open = resolve));
  let asked = 0;
  let answeredRules = 0;
  await using server = await start((rooms) => {
    rooms.channel("slow.{n}", async () => {
      asked++;
      await isOpen;
      answeredRules++;
      return false;
    });
  });
  const accepted = nextSocket(server.io);
  const client = await connect(server, "1");
  const socket = await accepted;
  const refused: Answer[] = [];
  for (let n = 0; n < 20_000; n++) {
    client.emit("channel:join", { channel: "slow.1" }, (answer: Answer) => refused.push(answer));
  }
  await waitFor(() => refused.length === 19_800);
  expect(new Set(refused.map(({ error }) => error))).toEqual(new Set(["too_many_requests"]));
  expect(refused[0]?.retryAfterMs).toBeGreaterThan(0);
  expect(asked).toBe(1);
  const gone = new Promise((resolve) => socket.once("disconnect", resolve));
  client.disconnect();
  await gone;
  open(true);
  await waitFor(() => answeredRules === 1);
  // All that waited have had their turn once work on the same connection's channels would begin anew.
  await new Promise(setImmediate);
  expect(asked).toBe(1);
});

it("joins that waited end with their client, and others of it go on being answered", async () => {
  await using server = await start((rooms) => {
    rooms.channel("open.{n}", () => true);
  });
  const client = await connect(server, "1");
  for (let round = 0; round < 3; round++) {
    const joins = Array.from({ length: 90 }, (_v, n) =>
      ask(client, "channel:join", { channel: `open.${String(n)}` }),
    );
    expect((await Promise.all(joins)).every(({ ok }) => ok)).toBe(true);
    const leaves = Array.from({ length: 90 }, (_v, n) =>
      ask(client, "channel:leave", { channel: `open.${String(n)}` }),
    );
    expect((await Promise.all(leaves)).every(({ ok }) => ok)).toBe(true);
  }
});

it("60,000 whispers of one client are as many as its limit for the others", async () => {
  await using server = await start((rooms) => {
    rooms.channel("room.{n}", { join: () => true, whisper: true });
  });
  const [loud, quiet] = [await connect(server, "1"), await connect(server, "2")];
  for (const client of [loud, quiet]) await ask(client, "channel:join", { channel: "room.1" });
  let heard = 0;
  quiet.on("channel:whisper", () => void heard++);
  const begin = performance.now();
  const whisper = { channel: "room.1", event: "typing" };
  for (let n = 0; n < 60_000; n++) loud.emit("channel:whisper", whisper);
  await loud.timeout(60_000).emitWithAck("channel:leave", { channel: "room.1" });
  const seconds = (performance.now() - begin) / 1_000;
  const end = nextEvent(quiet, "end");
  server.io.emit("end");
  await end;
  expect(heard).toBeGreaterThanOrEqual(100);
  expect(heard).toBeLessThanOrEqual(100 * (seconds + 1) + 1);
});

it("whispers are bounded in bytes too", async () => {
  await using server = await start((rooms) => {
    rooms.channel("room.{n}", { join: () => true, whisper: true });
  });
  const client = await connect(server, "1");
  await ask(client, "channel:join", { channel: "room.1" });
  const whisper = (payload: unknown): Promise<Answer> =>
    ask(client, "channel:whisper", { channel: "room.1", event: "draw", payload });
  const [first, second] = await Promise.all([whisper("x".repeat(60_000)), whisper(Buffer.alloc(60_000))]);
  expect(first).toMatchObject({ ok: true });
  expect(second).toMatchObject({ error: "too_many_requests", retryable: true });
  expect(second.retryAfterMs).toBeGreaterThan(0);
  expect(await whisper({ list: ["x".repeat(100_001)] })).toMatchObject({ error: "payload_too_large" });
  expect(await ask(client, "channel:join", { channel: "room.1", more: "x".repeat(5_000) })).toMatchObject({
    error: "payload_too_large",
  });
});

it("limits are the application's", async () => {
  await using server = await start(
    (rooms) => {
      rooms.channel("room.{n}", { join: () => true, whisper: true });
    },
    { limits: { whispersPerSecond: 1 } },
  );
  const client = await connect(server, "1");
  await ask(client, "channel:join", { channel: "room.1" });
  const whispers = [1, 2].map(() => ask(client, "channel:whisper", { channel: "room.1", event: "typing" }));
  expect((await Promise.all(whispers)).map(({ ok }) => ok)).toEqual([true, false]);
  expect(() => attachRooms(server.io, { limits: { pending: 0 } })).toThrow(
    expect.objectContaining({ code: "E_ROOMS_LIMIT" }),
  );
});

function start(define: (rooms: Rooms) => void, options: RoomsOptions = {}): Promise<TestServer> {
  return startServer((io) => {
    identifyByAuth(io);
    define(attachRooms(io, options));
  });
}

function connect(server: TestServer, user: string): Promise<Client> {
  return server.connect({ auth: { user } });
}

function ask(client: Client, event: string, payload: unknown): Promise<Answer> {
  return client.timeout(60_000).emitWithAck(event, payload) as Promise<Answer>;
}
