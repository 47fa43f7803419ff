import "reflect-metadata";
import { Server } from "socket.io";
import type { Socket } from "socket.io";
import {
  ConnectedSocket,
  MessageAck,
  MessageBody,
  OnConnect,
  OnMessage,
  SocketController,
  SocketControllers,
} from "socket-controllers";
import { UseInterceptor } from "socket-controllers/decorators/UseInterceptor.js";
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
import { httpServer, listen } from "../src/contender.js";
import type { Contender, StartOptions } from "../src/contender.js";

type Ack = (answer: Answer) => void;

interface EventContext {
  readonly eventName: string;
  readonly socket: Socket;
  readonly messageArgs: unknown[];
  readonly ack: Ack;
}

// W2: four interceptors, of which the last validates. They answer themselves, since the library leaves acks alone.

class Count {
  use({ eventName }: EventContext, next: () => unknown): unknown {
    count(eventName);
    return next();
  }
}

class Recheck {
  use({ socket, ack }: EventContext, next: () => unknown): unknown {
    if (isValid((socket.data as { session?: Session }).session)) return next();
    ack({ ok: false, error: "unauthenticated" });
    return undefined;
  }
}

class RequireRoom {
  use({ messageArgs, ack }: EventContext, next: () => unknown): unknown {
    if (hasRoom(messageArgs[0])) return next();
    ack({ ok: false, error: "bad_input" });
    return undefined;
  }
}

class Observe {
  async use(_context: EventContext, next: () => unknown): Promise<unknown> {
    const begun = performance.now();
    const result = await next();
    observe(performance.now() - begun);
    return result;
  }
}

class Validate {
  use({ messageArgs, ack }: EventContext, next: () => unknown): unknown {
    const parsed = messageSchema.safeParse(messageArgs[0]);
    if (!parsed.success) {
      ack({ ok: false, error: "validation_failed" });
      return undefined;
    }
    messageArgs[0] = parsed.data;
    return next();
  }
}

class ChatController {
  connected(socket: Socket): void {
    void socket.join(personalRoom((socket.data as { session: Session }).session));
  }

  echo(payload: Message, ack: Ack): void {
    ack({ ok: true, data: echo(payload) });
  }

  guarded(payload: Message, ack: Ack): void {
    ack({ ok: true, data: echo(payload) });
  }

  async join(socket: Socket, ack: Ack): Promise<void> {
    await socket.join(room);
    ack({ ok: true });
  }

  broadcast(socket: Socket, payload: Message, ack: Ack): void {
    socket.nsp.to(room).emit("chat:message", payload);
    ack({ ok: true });
  }
}

// The decorators, called by hand: they need the types of parameters, which this build does not emit.
decorate("connected", [OnConnect()], [ConnectedSocket()]);
decorate("echo", [OnMessage(events.echo)], [MessageBody(), MessageAck()]);
decorate(
  "guarded",
  [UseInterceptor(Count, Recheck, RequireRoom, Observe, Validate), OnMessage(events.guarded)],
  [MessageBody(), MessageAck()],
);
decorate("join", [OnMessage(events.join)], [ConnectedSocket(), MessageAck()]);
decorate("broadcast", [OnMessage(events.broadcast)], [ConnectedSocket(), MessageBody(), MessageAck()]);
(SocketController() as ClassDecorator)(ChatController);

/** socket-controllers, without class-transformer, which would only make it dearer. */
export async function start(options: StartOptions): Promise<Contender> {
  for (const name of idleRoutes(options.idleRoutes)) addRoute(name);
  const http = httpServer();
  const io = new Server(http);
  io.use((socket, next) => {
    const session = signIn(socket.handshake.auth["token"]);
    if (!session) {
      next(new Error("Unauthenticated"));
      return;
    }
    (socket.data as { session?: Session }).session = session;
    next();
  });
  const instances = new Map<new () => object, object>();
  const container = {
    get<Made>(type: new () => Made): Made {
      const made = instances.get(type as new () => object) ?? (new type() as object);
      instances.set(type as new () => object, made);
      return made as Made;
    },
  };
  new SocketControllers({
    io,
    container,
    controllers: [ChatController],
    transformOption: { transform: false },
  });
  return { port: await listen(http), io };
}

/** A method for a route that is never called. */
function addRoute(name: string): void {
  Object.defineProperty(ChatController.prototype, name, {
    value: (payload: Message, ack: Ack) => ack({ ok: true, data: echo(payload) }),
  });
  decorate(name, [OnMessage(name)], [MessageBody(), MessageAck()]);
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- as the library types its decorators
function decorate(name: string, methods: readonly Function[], parameters: readonly Function[]): void {
  const target = ChatController.prototype;
  Reflect.defineMetadata(
    "design:paramtypes",
    parameters.map(() => Object),
    target,
    name,
  );
  parameters.forEach((decorator, index) => (decorator as ParameterDecorator)(target, name, index));
  for (const decorator of methods) (decorator as MethodDecorator)(target, name, {});
}
