import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setSocketsConfig, Socket } from "carillon";
import { FakeIo } from "carillon/testing";
import config from "../config/sockets.js";
import "../routes/sockets.js";
import { users } from "../server/users.js";

const io = new FakeIo();

before(() => {
  setSocketsConfig(config);
  Socket.attach(io);
});

after(async () => {
  await Socket.close();
  await io[Symbol.asyncDispose]();
});

async function signedIn(name) {
  const { token } = users.signIn(name);
  return io.connect({ auth: { token } });
}

test("members of a room see what is said there", async () => {
  const ada = await signedIn("Ada");
  const bob = await signedIn("Bob");
  for (const client of [ada, bob]) await client.emitWithAck("channel:join", { channel: "rooms.lobby" });

  const answer = await ada.emitWithAck("chat:message", { room: "lobby", text: "hello" });
  await io.settled();

  assert.equal(answer.ok, true);
  assert.equal(answer.data.text, "hello");
  assert.deepEqual(bob.received("chat:message"), [answer.data]);
});

test("a room that was not joined is closed", async () => {
  const eve = await signedIn("Eve");
  const answer = await eve.emitWithAck("chat:message", { room: "lobby", text: "hello" });
  assert.equal(answer.error, "forbidden_room");
});

test("an unknown token is refused", async () => {
  await assert.rejects(io.connect({ auth: { token: "wrong" } }), /^Error: Unauthenticated/);
});
