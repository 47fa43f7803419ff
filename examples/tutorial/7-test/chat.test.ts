import { testRealtime } from "carillon/testing";
import { test } from "vitest";
import "./routes.js";
import { Mentioned } from "./mentioned.js";

const ada = { id: 1, name: "Ada", rooms: ["lobby", "board"] };
const bob = { id: 2, name: "Bob", rooms: ["lobby"] };

test("members of a room hear each other", async () => {
  await using t = await testRealtime();
  const speaker = await t.as(ada).connect();
  const listener = await t.as(bob).connect();
  await speaker.join("rooms.{room}", { room: "lobby" });
  await listener.join("rooms.{room}", { room: "lobby" });

  await speaker.expect("chat:say", { room: "lobby", text: "hello" }).toReply({ from: "Ada" });
  await listener.assertReceived("chat:message", { from: "Ada", text: "hello" });
});

test("the board is closed to Bob, who cannot speak there either", async () => {
  await using t = await testRealtime();
  const client = await t.as(bob).connect();
  await client.join("rooms.{room}", { room: "board" }).toFail({ code: "forbidden_room" });
  await client.expect("chat:say", { room: "board", text: "let me in" }).toFail({ code: "forbidden_room" });
});

test("who is mentioned is notified", async () => {
  await using t = await testRealtime();
  const client = await t.as(ada).connect();
  await client.join("rooms.{room}", { room: "lobby" });
  await client.expect("chat:say", { room: "lobby", text: "@Bob, lunch?" }).toReply();
  await t.assertNotified(bob, Mentioned, { by: "Ada" });
});

test("twenty messages in ten seconds are enough", async () => {
  await using t = await testRealtime();
  const client = await t.as(ada).connect();
  await client.join("rooms.{room}", { room: "lobby" });
  for (let count = 0; count < 20; count++) {
    await client.expect("chat:say", { room: "lobby", text: "again" }).toReply();
  }
  await client.expect("chat:say", { room: "lobby", text: "again" }).toFail({ code: "too_many_requests" });
  await t.clock.advance("10s");
  await client.expect("chat:say", { room: "lobby", text: "again" }).toReply();
});
