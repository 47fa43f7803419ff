import assert from "node:assert/strict";
import { test } from "node:test";
import { testRealtime } from "carillon/testing";
import config from "../config/sockets.js";
import "../routes/sockets.js";
import { users } from "../server/users.js";

test("members of a room see what is said there", async () => {
  const t = await testRealtime({ config });
  const ada = await t.as({ id: "1", name: "Ada" }).connect();
  const bob = await t.as({ id: "2", name: "Bob" }).connect();
  for (const client of [ada, bob]) await client.join("rooms.{room}", { room: "lobby" });

  await ada.expect("chat:message", { room: "lobby", text: "hello" }).toReply({ from: "Ada", text: "hello" });
  await t.assertBroadcast("rooms.lobby", "chat:message", { text: "hello" });
  await bob.assertReceived("chat:message", { from: "Ada", text: "hello" });
  await t.close();
});

test("a room that was not joined is closed", async () => {
  const t = await testRealtime({ config });
  const eve = await t.as({ id: "3", name: "Eve" }).connect();
  await eve.expect("chat:message", { room: "lobby", text: "hello" }).toFail({ code: "forbidden_room" });
  await t.assertNothingSent();
  await t.close();
});

test("a token is needed, and one that is known", async () => {
  const t = await testRealtime({ config });
  await t.connect({ token: "wrong" }).toFail({ code: "unauthenticated" });
  const { token } = users.signIn("Ada");
  const ada = await t.connect({ token });
  assert.notEqual(ada.userId, undefined);
  await t.close();
});
