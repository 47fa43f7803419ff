import { createClient } from "@carillon/socket-client";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

async function main(): Promise<void> {
  await talk(
    (io) => {
      io.on("connection", (socket) => {
        socket.on("orders:list", (...args: unknown[]) => {
          const ack = args.at(-1) as (answer: object) => void;
          ack({ ok: true, data: [7] });
        });
      });
    },
    async (_plain, url) => {
      const client = createClient({ url, token: () => "let-me-in" });
      expect(JSON.stringify(await client.request("orders:list")) === "[7]", "a request is answered");
      await client.close();
    },
  );
  console.log("passed");
}
void main();
