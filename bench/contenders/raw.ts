import { Server } from "socket.io";
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
import { redisAdapter } from "../src/redis-adapter.js";

type Ack = (answer: Answer) => void;

/** Socket.IO by hand, as short as it gets: checks are in the listener, and an error takes the process down. */
export async function start(options: StartOptions): Promise<Contender> {
  const http = httpServer();
  const io = new Server(http);
  if (options.scale !== undefined) io.adapter(await redisAdapter(options.scale));
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

    socket.on(events.echo, (payload: Message, ack: Ack) => {
      ack({ ok: true, data: echo(payload) });
    });

    socket.on(events.guarded, (payload: Message, ack: Ack) => {
      count(events.guarded);
      if (!isValid(session)) {
        ack({ ok: false, error: "unauthenticated" });
        return;
      }
      if (!hasRoom(payload)) {
        ack({ ok: false, error: "bad_input" });
        return;
      }
      const begun = performance.now();
      const parsed = messageSchema.safeParse(payload);
      if (!parsed.success) {
        ack({ ok: false, error: "validation_failed" });
        return;
      }
      const data = echo(parsed.data);
      observe(performance.now() - begun);
      ack({ ok: true, data });
    });

    socket.on(events.join, (_payload: Message, ack: Ack) => {
      void socket.join(room);
      ack({ ok: true });
    });

    socket.on(events.broadcast, (payload: Message, ack: Ack) => {
      io.to(room).emit("chat:message", payload);
      ack({ ok: true });
    });

    for (const name of names) {
      socket.on(name, (payload: Message, ack: Ack) => {
        ack({ ok: true, data: echo(payload) });
      });
    }
  });

  return { port: await listen(http), io };
}
