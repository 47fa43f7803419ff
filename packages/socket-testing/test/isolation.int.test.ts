import { createRealtime } from "@carillon/socket-facade";
import { throttle } from "@carillon/socket-router";
import { afterEach, expect, test } from "vitest";
import { configureTesting, testRealtime } from "../src/index.js";
import { defaultPatienceMs } from "../src/waiting/patience.js";

const before = defaultPatienceMs();

afterEach(() => {
  configureTesting({ patienceMs: before });
});

function layer() {
  const gone: string[] = [];
  const { route, socket } = createRealtime({ auth: { required: false } });
  route.socket("ping", () => "pong", { middleware: throttle({ points: 1, per: "1m" }) });
  route.socket("say", async (from) => {
    await Promise.resolve();
    from.emit("said", { id: 7 });
  });
  route.onDisconnect((from) => void gone.push(from.id));
  return { socket, gone };
}

test("a throttle that is a function counts for each test alone", async () => {
  const { socket } = layer();
  for (let round = 0; round < 2; round++) {
    await using t = await testRealtime({ manager: socket });
    const client = await t.as({ id: 1 }).connect();
    await client.expect("ping").toReply("pong");
    await client.expect("ping").toFail({ code: "too_many_requests" });
  }
});

test("no handler of a disconnect runs on a node that was killed", async () => {
  const { socket, gone } = layer();
  await using t = await testRealtime({ manager: socket });
  const [first, second] = await t.nodes(2);
  const [one, two] = [await first!.connect(), await second!.connect()];
  const ids = [one.socketId, two.socketId];
  await t.kill(second!);
  await t.cut(one);
  await t.settled();
  expect(gone).toEqual([ids[0]]);
});

test("a refute that is not true throws, and says what there was", async () => {
  const { socket } = layer();
  await using t = await testRealtime({ manager: socket });
  const client = await t.as({ id: 1 }).connect();
  await client.expect("say").toReply();
  await expect(t.refuteSent("said")).rejects.toThrow(
    /"said" should not have been sent, and was:\n {2}said to/,
  );
  await expect(t.refuteEmittedTo(1, "said", { id: 7 })).rejects.toThrow("user 1");
  await expect(client.refuteReceived("said")).rejects.toThrow("{ id: 7 }");
  await expect(t.refuteJoined(client, "users.1")).rejects.toThrow("should not be in users.1");
  await expect(t.assertNothingSent()).rejects.toThrow("said to one connection of user 1");
  await expect(t.refuteDisconnected(client)).resolves.toBeUndefined();
});

test("a refute waits for the handlers that are at work", async () => {
  const { socket, route } = createRealtime();
  route.socket("late", async (from) => {
    for (let turns = 0; turns < 100; turns++) await new Promise(setImmediate);
    from.emit("said", { id: 7 });
  });
  await using t = await testRealtime({ manager: socket });
  const client = await t.as({ id: 1 }).connect();
  const answer = client.client.try("late");
  await expect(t.refuteSent("said")).rejects.toThrow('"said" should not have been sent');
  expect(await answer).toMatchObject({ ok: true });
});

test("an assertion that is not true shows what was sent, nearest first", async () => {
  await using t = await testRealtime({ manager: layer().socket });
  const client = await t.as({ id: 1 }).connect();
  await client.expect("say").toReply();
  configureTesting({ patienceMs: 50 });
  await expect(t.assertBroadcast("room", "said")).rejects.toThrow(
    /"said" to room was not sent within 50 ms\.\n\nWhat was sent, nearest first:\n {2}1\. said to one connection of user 1/,
  );
});
