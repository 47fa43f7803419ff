import "reflect-metadata";
import type { Server } from "node:http";
import { Injectable, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Route, setSocketsConfig, Socket, SocketServiceProvider } from "carillon";
import { findByToken } from "../users.js";
import type { User } from "../users.js";

/** A provider of Nest's, with what else is injected into it. */
@Injectable()
class OrdersController {
  async ship(_socket: unknown, { id }: { id: string }) {
    await Socket.broadcast(`orders.${id}`, "order:updated", { id, status: "shipped" });
    return { shipped: id };
  }
}

@Module({ providers: [OrdersController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false });

setSocketsConfig({
  auth: { guards: { api: ({ token }) => findByToken(token) } },
  resolve: (controller) => app.get(controller), // controllers come from Nest's container
});
Socket.use("auth:socket");
Route.channel("orders.{id}", ({ user }, { id }) => (user as User).orders.includes(id));
Route.socket("orders:ship", [OrdersController, "ship"], {
  middleware: ["auth:socket", "member:orders.{id}"],
});

await SocketServiceProvider({ httpServer: app.getHttpServer() as Server }).boot();
await app.listen(3000);
