import { carillonEngine, readDirectly, writeDirectly } from "@carillon/socket-engine";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

async function main(): Promise<void> {
  await talk(
    (io) => {
      writeDirectly(io);
      readDirectly(io);
      io.on("connection", (socket) => {
        socket.on("echo", (value: unknown, ack: (value: unknown) => void) => ack(value));
      });
    },
    async (client) => {
      expect((await client.emitWithAck("echo", "é")) === "é", "an ack arrives as it was sent");
    },
    { server: carillonEngine() },
  );
  console.log("passed");
}
void main();
