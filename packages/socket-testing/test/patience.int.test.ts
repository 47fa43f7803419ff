import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createRealtime } from "@carillon/socket-facade";
import { Notification } from "@carillon/socket-notifications";
import { afterEach, describe, expect, test } from "vitest";
import { configureTesting, connected, createClient, refused, testRealtime } from "../src/index.js";
import { defaultPatienceMs } from "../src/waiting/patience.js";

const before = defaultPatienceMs();

/** From here on, waits for what does not come are short. What has to come has come before. */
const losePatience = (): void => {
  configureTesting({ patienceMs: 40 });
};

afterEach(() => {
  configureTesting({ patienceMs: before });
});

class Rung extends Notification {}

/** A layer whose handler, and whose rule of a channel, never end. */
function neverEnding() {
  const { route, socket } = createRealtime({ auth: { required: false } });
  const never = () => new Promise<never>(() => undefined);
  route.socket("never", never);
  route.channel("never", { join: never, guests: true });
  return socket;
}

describe.each(["memory", "port"] as const)(
  "each wait of a test gives up after the patience (%s)",
  (network) => {
    const start = () => testRealtime({ network, manager: neverEnding() });

    test("assertions about what should happen", async () => {
      await using t = await start();
      const client = await t.connect();
      losePatience();
      await expect(t.assertSent("ring")).rejects.toThrow('"ring" was not sent within 40 ms');
      await expect(t.assertSomethingSent()).rejects.toThrow("Nothing was sent within 40 ms.");
      await expect(t.assertBroadcast("room", "ring")).rejects.toThrow("within 40 ms");
      await expect(t.assertEmittedTo(7, "ring")).rejects.toThrow("within 40 ms");
      await expect(t.assertJoined(client, "room")).rejects.toThrow("after 40 ms");
      await expect(t.assertDisconnected(client)).rejects.toThrow("within 40 ms");
      await expect(t.assertNotified(7, Rung)).rejects.toThrow(
        "User 7 was not notified of Rung within 40 ms.",
      );
      await expect(client.assertReceived("ring")).rejects.toThrow("within 40 ms");
    });

    test("an assertion about another reason than the one a client is gone for", async () => {
      await using t = await start();
      const client = await t.connect();
      await t.cut(client);
      await t.assertDisconnected(client, "network");
      losePatience();
      await expect(t.assertDisconnected(client, "revoked")).rejects.toThrow(
        'The guest was not disconnected with "revoked" within 40 ms: it is not connected because of network.',
      );
    });

    test("an answer, a join, and coming back", async () => {
      await using t = await start();
      const client = await t.connect();
      losePatience();
      const unanswered = '"never" was not answered within 40 ms';
      await expect(client.expect("never").toReply()).rejects.toThrow(unanswered);
      await expect(client.expect("never").toFail()).rejects.toThrow(unanswered);
      await expect(client.join("never")).rejects.toThrow("has not joined never after 40 ms");
      await t.cut(client);
      await expect(client.online()).rejects.toThrow("is not connected after 40 ms");
    });

    test("what should not happen, although a handler never ends", async () => {
      await using t = await start();
      const client = await t.connect();
      losePatience();
      void client.try("never");
      await t.refuteSent("ring");
      await t.settled();
    });
  },
);

test("a test with patience of its own keeps it", async () => {
  await using t = await testRealtime({ manager: neverEnding(), patienceMs: 60 });
  losePatience();
  await expect(t.assertSent("ring")).rejects.toThrow('"ring" was not sent within 60 ms');
});

test("a test with a patience that no timer waits is refused", async () => {
  await expect(testRealtime({ patienceMs: 0 })).rejects.toMatchObject({ code: "E_PATIENCE" });
});

test("a client gives up a server that neither accepts nor refuses it", async () => {
  losePatience();
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const client = () => createClient(`http://127.0.0.1:${String((silent.address() as AddressInfo).port)}`);
  const silence = "neither accepted nor refused within 40 ms";
  await expect(connected(client())).rejects.toThrow(silence);
  await expect(refused(client())).rejects.toThrow(silence);
  silent.close();
});
