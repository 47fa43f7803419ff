import "reflect-metadata";
import { Server, Socket } from "socket.io";
import {
  ConnectedSocket,
  MessageAck,
  MessageBody,
  OnMessage,
  SocketController,
  SocketControllers,
} from "socket-controllers";
import { findByToken } from "../users.js";
import type { User } from "../users.js";

interface Order {
  id: string;
}

@SocketController()
class OrdersController {
  @OnMessage("orders:watch")
  async watch(@ConnectedSocket() socket: Socket, @MessageBody() { id }: Order, @MessageAck() ack: Function) {
    if (!(socket.data as { user: User }).user.orders.includes(id)) {
      ack({ error: "forbidden" });
      return;
    }
    await socket.join(`orders.${id}`);
    ack({ ok: true });
  }

  @OnMessage("orders:ship")
  ship(@ConnectedSocket() socket: Socket, @MessageBody() { id }: Order, @MessageAck() ack: Function) {
    if (!socket.rooms.has(`orders.${id}`)) {
      ack({ error: "forbidden" });
      return;
    }
    socket.nsp.to(`orders.${id}`).emit("order:updated", { id, status: "shipped" });
    ack({ ok: true, shipped: id });
  }
}

const io = new Server(3000);
io.use((socket, next) => {
  const user = findByToken(socket.handshake.auth["token"]);
  if (user) socket.data = { user };
  next(user ? undefined : new Error("unauthorized"));
});

const instances = new Map<unknown, unknown>();
new SocketControllers({
  io,
  controllers: [OrdersController],
  container: {
    get<Made>(type: new () => Made): Made {
      if (!instances.has(type)) instances.set(type, new type());
      return instances.get(type) as Made;
    },
  },
});
