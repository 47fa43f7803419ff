import { createRouter } from "@carillon/socket-router";
import { subscribe } from "@carillon/socket-telemetry";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

async function main(): Promise<void> {
  const unsubscribe = subscribe();
  const router = createRouter();
  router.socket("ping", () => "pong");
  await talk(
    (io) => void router.attach(io),
    async (client) => {
      expect(((await client.emitWithAck("ping")) as { ok: boolean }).ok, "a traced event is answered");
    },
  );
  unsubscribe();
  console.log("passed");
}
void main();
