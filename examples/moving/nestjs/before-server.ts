import "reflect-metadata";
import { Module, UseGuards } from "@nestjs/common";
import type { CanActivate, ExecutionContext } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { IoAdapter } from "@nestjs/platform-socket.io";
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  WsException,
} from "@nestjs/websockets";
import { Server, Socket } from "socket.io";
import { findByToken } from "../users.js";
import type { User } from "../users.js";

class SignedIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const socket: Socket = context.switchToWs().getClient();
    const user = findByToken(socket.handshake.auth["token"]);
    if (!user) throw new WsException("unauthenticated");
    socket.data = { user };
    return true;
  }
}

@WebSocketGateway()
class OrdersGateway {
  @WebSocketServer() io!: Server;

  @UseGuards(SignedIn)
  @SubscribeMessage("orders:watch")
  async watch(@ConnectedSocket() socket: Socket, @MessageBody() { id }: { id: string }) {
    if (!(socket.data as { user: User }).user.orders.includes(id)) return { error: "forbidden" };
    await socket.join(`orders.${id}`);
    return { ok: true };
  }

  @UseGuards(SignedIn)
  @SubscribeMessage("orders:ship")
  ship(@ConnectedSocket() socket: Socket, @MessageBody() { id }: { id: string }) {
    if (!socket.rooms.has(`orders.${id}`)) return { error: "forbidden" };
    this.io.to(`orders.${id}`).emit("order:updated", { id, status: "shipped" });
    return { ok: true, shipped: id };
  }
}

@Module({ providers: [OrdersGateway, SignedIn] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false });
app.useWebSocketAdapter(new IoAdapter(app));
await app.listen(3000);
