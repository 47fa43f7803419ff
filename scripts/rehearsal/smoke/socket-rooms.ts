import { stampAuthState } from "@carillon/socket-contract/server";
import { attachRooms } from "@carillon/socket-rooms";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

async function main(): Promise<void> {
  await talk(
    (io) => {
      io.use((socket, next) => {
        stampAuthState(socket, { identity: { id: "42", user: { id: "42" } }, guard: "api" });
        next();
      });
      attachRooms(io).channel("news.{topic}", (_who, { topic }) => topic === "open");
    },
    async (client, _url, io) => {
      const joined = (await client.emitWithAck("channel:join", { channel: "news.open" })) as { ok: boolean };
      const refused = (await client.emitWithAck("channel:join", { channel: "news.shut" })) as { ok: boolean };
      expect(joined.ok && !refused.ok, "a rule decides who joins");
      const heard = new Promise<string>((hears) => client.once("news", hears));
      io.to("news.open").emit("news", "Hello");
      expect((await heard) === "Hello", "a member hears");
    },
  );
  console.log("passed");
}
void main();
