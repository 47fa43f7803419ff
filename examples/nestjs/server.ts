import "reflect-metadata";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Route, SocketServiceProvider } from "carillon";

@Controller()
class HelloController {
  @Get()
  hello(): string {
    return "Hello from NestJS";
  }
}

@Module({ controllers: [HelloController] })
class AppModule {}

Route.socket("ping", () => "pong");

const app = await NestFactory.create(AppModule);
const httpServer = app.getHttpServer() as Server;
await SocketServiceProvider({ httpServer }).boot();
await app.listen(Number(process.env["PORT"] ?? 3000));
console.log(`Listening on http://localhost:${String((httpServer.address() as AddressInfo).port)}`);
