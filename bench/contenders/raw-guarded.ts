import { Server } from "socket.io";
import type { Socket } from "socket.io";
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
type Handler = (payload: Message, socket: Socket) => unknown;

/** What a client may read. */
class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Socket.IO by hand as a careful team writes it: every listener behind an auth re-check, a schema and a try/catch. */
export async function start(options: StartOptions): Promise<Contender> {
  const http = httpServer();
  const io = new Server(http);
  const names = idleRoutes(options.idleRoutes);

  io.use((socket, next) => {
    const session = signIn(socket.handshake.auth["token"]);
    if (!session) {
      next(new Error("Unauthenticated"));
      return;
    }
    (socket.data as { session?: Session }).session = session;
    next();
  });

  io.on("connection", (socket) => {
    const { session } = socket.data as { session: Session };
    void socket.join(personalRoom(session));

    on(socket, events.echo, (payload) => echo(payload));
    on(socket, events.guarded, async (payload) => {
      count(events.guarded);
      if (!hasRoom(payload)) throw new Refusal("bad_input", "room is required");
      const begun = performance.now();
      // As with every handler that may be asynchronous one day.
      const reply = await Promise.resolve(echo(payload));
      observe(performance.now() - begun);
      return reply;
    });
    on(socket, events.join, () => void socket.join(room));
    on(socket, events.broadcast, (payload) => void io.to(room).emit("chat:message", payload));
    for (const name of names) on(socket, name, (payload) => echo(payload));
  });

  return { port: await listen(http), io };
}

function on(socket: Socket, event: string, handler: Handler): void {
  socket.on(event, async (payload: unknown, ack?: Ack) => {
    try {
      if (!isValid((socket.data as { session?: Session }).session)) {
        throw new Refusal("unauthenticated", "Sign in first");
      }
      const parsed = messageSchema.safeParse(payload);
      if (!parsed.success) throw new Refusal("validation_failed", "The payload is not valid.");
      const data = await handler(parsed.data, socket);
      ack?.({ ok: true, data });
    } catch (error) {
      if (error instanceof Refusal) ack?.({ ok: false, error: error.code, message: error.message });
      else {
        console.error(error);
        ack?.({ ok: false, error: "socket_error", message: "An unexpected error occurred." });
      }
    }
  });
}
