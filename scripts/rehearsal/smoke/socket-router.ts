import { createRouter, SocketException } from "@carillon/socket-router";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

const router = createRouter();
router.socket("ping", () => "pong");
router.socket("fail", () => {
  throw new SocketException("Sold out", { code: "sold_out" });
});

async function main(): Promise<void> {
  await talk(
    (io) => void router.attach(io),
    async (client) => {
      const pong = (await client.emitWithAck("ping")) as { ok: boolean; data: unknown };
      expect(pong.ok && pong.data === "pong", "an event is answered");
      const refusal = (await client.emitWithAck("fail")) as { ok: boolean; error: string };
      expect(!refusal.ok && refusal.error === "sold_out", "a refusal has its code");
    },
  );
  console.log("passed");
}
void main();
