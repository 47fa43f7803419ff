import "reflect-metadata";
import type { AddressInfo } from "node:net";
import { Injectable, Module, UseGuards, UsePipes } from "@nestjs/common";
import type { CanActivate, ExecutionContext, INestApplication, PipeTransform } from "@nestjs/common";
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
import type { Server, Socket } from "socket.io";
import {
  count,
  echo,
  events,
  hasRoom,
  idleRoutes,
  isValid,
  messageSchema,
  observe,
  personalRoom,
  room,
  signIn,
} from "../src/application.js";
import type { Answer, Message, Session } from "../src/application.js";
import type { Contender, StartOptions } from "../src/contender.js";

// W2 in Nest's words, in the cheapest way: guards count, re-check and look for a room, a pipe validates, and the handler
// observes itself; an interceptor would cost more.

@Injectable()
class CountGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    count(context.switchToWs().getPattern());
    return true;
  }
}

@Injectable()
class SessionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const client: Socket = context.switchToWs().getClient();
    if (!isValid((client.data as { session?: Session }).session)) throw new WsException("unauthenticated");
    return true;
  }
}

@Injectable()
class RoomGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (!hasRoom(context.switchToWs().getData())) throw new WsException("bad_input");
    return true;
  }
}

@Injectable()
class SchemaPipe implements PipeTransform {
  transform(value: unknown, { type }: { type: string }): unknown {
    if (type !== "body") return value;
    const parsed = messageSchema.safeParse(value);
    if (!parsed.success) throw new WsException("validation_failed");
    return parsed.data;
  }
}

@WebSocketGateway()
class ChatGateway {
  @WebSocketServer() io!: Server;

  afterInit(io: Server): void {
    io.use((socket, next) => {
      const session = signIn(socket.handshake.auth["token"]);
      if (!session) {
        next(new Error("Unauthenticated"));
        return;
      }
      (socket.data as { session?: Session }).session = session;
      next();
    });
  }

  handleConnection(socket: Socket): void {
    void socket.join(personalRoom((socket.data as { session: Session }).session));
  }

  @SubscribeMessage(events.echo)
  echo(@MessageBody() payload: Message): Answer {
    return { ok: true, data: echo(payload) };
  }

  @SubscribeMessage(events.guarded)
  @UseGuards(CountGuard, SessionGuard, RoomGuard)
  @UsePipes(SchemaPipe)
  guarded(@MessageBody() payload: Message): Answer {
    const begun = performance.now();
    const data = echo(payload);
    observe(performance.now() - begun);
    return { ok: true, data };
  }

  @SubscribeMessage(events.join)
  async join(@ConnectedSocket() socket: Socket): Promise<Answer> {
    await socket.join(room);
    return { ok: true };
  }

  @SubscribeMessage(events.broadcast)
  broadcast(@MessageBody() payload: Message): Answer {
    this.io.to(room).emit("chat:message", payload);
    return { ok: true };
  }
}

@Module({ providers: [ChatGateway] })
class ChatModule {}

/** A NestJS gateway on its Socket.IO adapter, with Express beside it as `nest new` has it. */
export async function start(options: StartOptions): Promise<Contender> {
  for (const name of idleRoutes(options.idleRoutes)) addRoute(name);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- options as its documentation has them
  const app: INestApplication = await NestFactory.create(ChatModule, { logger: false });
  app.useWebSocketAdapter(new IoAdapter(app));
  await app.listen(0, "127.0.0.1");
  const address = (app.getHttpServer() as { address(): AddressInfo }).address();
  return { port: address.port, io: app.get(ChatGateway).io };
}

/** What `@SubscribeMessage(name)` does above a method. */
function addRoute(name: string): void {
  const descriptor: PropertyDescriptor = {
    configurable: true,
    writable: true,
    value: (payload: Message): Answer => ({ ok: true, data: echo(payload) }),
  };
  Object.defineProperty(ChatGateway.prototype, name, descriptor);
  MessageBody()(ChatGateway.prototype, name, 0);
  SubscribeMessage(name)(ChatGateway.prototype, name, descriptor);
}
