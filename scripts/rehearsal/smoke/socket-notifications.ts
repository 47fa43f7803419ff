import { stampAuthState } from "@carillon/socket-contract/server";
import { MemoryNotificationStore, Notification, Notifications } from "@carillon/socket-notifications";
import type { Server } from "socket.io";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

class OrderShipped extends Notification<{ id: string }> {
  override toDatabase(): { orderId: number } {
    return { orderId: 7 };
  }
}

async function main(): Promise<void> {
  const servers: Server[] = [];
  const notifications = new Notifications({
    store: new MemoryNotificationStore(),
    toUser: (id) => servers[0]!.to(`users.${id}`),
  });
  await talk(
    (io) => {
      servers.push(io);
      io.use((socket, next) => {
        stampAuthState(socket, { identity: { id: "42", user: { id: "42" } }, guard: "api" });
        next();
      });
      io.on("connection", (socket) => {
        void socket.join("users.42");
        notifications.answer(socket);
      });
    },
    async (client) => {
      await client.emitWithAck("notifications:list", {});
      const pushed = new Promise<void>((hears) => client.onAny(() => hears()));
      await notifications.notify({ id: "42" }, new OrderShipped());
      await pushed;
      const list = (await client.emitWithAck("notifications:list", {})) as { ok: boolean; data: object };
      expect(
        list.ok && JSON.stringify(list.data).includes('"orderId":7'),
        "a notification is pushed and kept",
      );
    },
  );
  console.log("passed");
}
void main();
