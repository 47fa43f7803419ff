import { Route, setSocketsConfig, Socket } from "@carillon/socket-facade";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

setSocketsConfig({ auth: { required: false } });
Route.socket("orders:watch", async (socket, payload) => {
  const { id } = payload as { id: number };
  await socket.joinRoom(`orders.${String(id)}`);
  await Socket.broadcast(`orders.${String(id)}`, "order:updated", { id });
  return { watching: id };
});

async function main(): Promise<void> {
  await talk(
    (io) => void Socket.attach(io),
    async (client) => {
      const heard = new Promise<{ id: number }>((hears) => client.once("order:updated", hears));
      const answer = (await client.emitWithAck("orders:watch", { id: 7 })) as { ok: boolean };
      expect(answer.ok && (await heard).id === 7, "a route answers and broadcasts");
    },
  );
  console.log("passed");
}
void main();
