import { Socket } from "carillon";
import { FakeIo } from "carillon/testing";
import { afterAll, expect, test } from "vitest";
import "./routes.js";

const io = new FakeIo(); // Socket.IO without a network
Socket.attach(io);
afterAll(() => Socket.close());

const ada = { id: 1, name: "Ada", rooms: ["lobby", "board"] };
const bob = { id: 2, name: "Bob", rooms: ["lobby"] };

test("members of a room hear each other", async () => {
  const speaker = await io.actingAs(ada).connect();
  const listener = await io.actingAs(bob).connect();
  for (const client of [speaker, listener]) {
    await client.emitWithAck("channel:join", { channel: "rooms.lobby" });
  }

  const answer: unknown = await speaker.emitWithAck("chat:say", { room: "lobby", text: "hello" });
  await io.settled();

  expect(answer).toEqual({ ok: true, data: { from: "Ada", text: "hello" } });
  expect(listener.received("chat:message")).toEqual([{ from: "Ada", text: "hello" }]);
});

test("the board is closed to Bob", async () => {
  const client = await io.actingAs(bob).connect();
  const answer: unknown = await client.emitWithAck("channel:join", { channel: "rooms.board" });
  expect(answer).toMatchObject({ ok: false, error: "forbidden_room" });
});

test("who is mentioned gets a notification", async () => {
  const speaker = await io.actingAs(ada).connect();
  const mentioned = await io.actingAs(bob).connect();
  await speaker.emitWithAck("channel:join", { channel: "rooms.lobby" });

  await speaker.emitWithAck("chat:say", { room: "lobby", text: "@Bob, lunch?" });
  await io.settled();

  expect(mentioned.received("notification:new")).toMatchObject([{ data: { title: "Ada mentioned you" } }]);
});
