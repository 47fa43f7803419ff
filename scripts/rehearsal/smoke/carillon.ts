import { createRealtime } from "carillon";
import { createClient } from "carillon/client";
import { defineContract } from "carillon/contract";
import { z } from "zod";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

const contract = defineContract({
  client: {
    "orders:watch": { payload: z.object({ id: z.number() }), reply: z.object({ watching: z.number() }) },
  },
  server: { "order:updated": { payload: z.object({ id: z.number() }) } },
  channels: { "orders.{id}": {} },
});
const { route, socket } = createRealtime({ contract });
socket.guard("api", ({ token }) => (token === "let-me-in" ? { id: 42 } : null));
socket.use("auth:socket");
route.channel("orders.{id}", () => true);
route.socket("orders:watch", async (_socket, { id }) => {
  await socket.broadcast(`orders.${id}`, "order:updated", { id });
  return { watching: id };
});

async function main(): Promise<void> {
  await talk(
    (io) => void socket.attach(io),
    async (plain, url) => {
      plain.disconnect();
      const client = createClient<typeof contract>({ url, token: () => "let-me-in" });
      const channel = client.channel("orders.{id}", { id: 7 });
      const heard = new Promise<{ id: number }>((hears) => channel.on("order:updated", hears));
      await new Promise<void>((joins) => {
        channel.state.subscribe(() => {
          if (channel.state.getSnapshot().is === "joined") joins();
        });
      });
      expect((await client.request("orders:watch", { id: 7 })).watching === 7, "a request is answered");
      expect((await heard).id === 7, "a member of the channel hears");
      const stranger = createClient<typeof contract>({ url, token: () => "no" });
      const outcome = await stranger.try("orders:watch", { id: 7 });
      expect(!outcome.ok && outcome.error.code === "unauthenticated", "a stranger is refused");
      await Promise.all([client.close(), stranger.close()]);
    },
  );
  console.log("passed");
}
void main();
