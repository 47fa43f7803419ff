import { setSocketsConfig, Socket } from "carillon";
import { FakeIo } from "carillon/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import config from "../config/sockets.js";
import "../routes/sockets.js";
import { users } from "../server/users.js";

const io = new FakeIo();

beforeAll(() => {
  setSocketsConfig(config);
  Socket.attach(io);
});

afterAll(async () => {
  await Socket.close();
  await io[Symbol.asyncDispose]();
});

async function signedIn(name: string) {
  const { token } = users.signIn(name);
  return io.connect({ auth: { token } });
}

test("members of a room see what is said there", async () => {
  const ada = await signedIn("Ada");
  const bob = await signedIn("Bob");
  for (const client of [ada, bob]) await client.emitWithAck("channel:join", { channel: "rooms.lobby" });

  const answer: unknown = await ada.emitWithAck("chat:message", { room: "lobby", text: "hello" });
  await io.settled();

  expect(answer).toMatchObject({ ok: true, data: { from: "Ada", text: "hello" } });
  expect(bob.received("chat:message")).toMatchObject([{ from: "Ada", text: "hello" }]);
});

test("a room that was not joined is closed", async () => {
  const eve = await signedIn("Eve");
  const answer: unknown = await eve.emitWithAck("chat:message", { room: "lobby", text: "hello" });
  expect(answer).toMatchObject({ ok: false, error: "forbidden_room" });
});

test("an unknown token is refused", async () => {
  await expect(io.connect({ auth: { token: "wrong" } })).rejects.toThrow("Unauthenticated");
});
