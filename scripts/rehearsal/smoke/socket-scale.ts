import { scaleServer } from "@carillon/socket-scale";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

async function main(): Promise<void> {
  await talk(
    (io) => {
      const scale = scaleServer(io, { adapter: "memory" });
      io.on("connection", (socket) => {
        socket.on("ready", (ack: (isReady: boolean) => void) => void scale.ready.then(() => ack(true)));
      });
    },
    async (client) => {
      expect((await client.emitWithAck("ready")) === true, "one node is served");
    },
  );
  console.log("passed");
}
void main();
