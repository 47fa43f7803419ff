import { Server } from "socket.io";
import { z } from "zod";
import { ActionsFactory, attachSockets, createSimpleConfig } from "zod-sockets";
import {
  count,
  echo,
  events,
  hasRoom,
  idleRoutes,
  isValid,
  observe,
  personalRoom,
  room,
  signIn,
} from "../src/application.js";
import type { Session } from "../src/application.js";
import { httpServer, listen } from "../src/contender.js";
import type { Contender, StartOptions } from "../src/contender.js";

// It works with Zod 3 alone, which `zod` is here; the schema is the application's, in that release.
const message = z.object({ room: z.string().min(1), text: z.string().min(1).max(2_000) });
const answer = z.object({ ok: z.literal(true), data: z.unknown() });
const input = z.tuple([message]);
const output = z.tuple([answer]);

/** zod-sockets: input and output are validated on every event, W1's too; it has no other way. */
export async function start(options: StartOptions): Promise<Contender> {
  const http = httpServer();
  const io = new Server();
  io.use((socket, next) => {
    const session = signIn(socket.handshake.auth["token"]);
    if (!session) {
      next(new Error("Unauthenticated"));
      return;
    }
    (socket.data as { session?: Session }).session = session;
    next();
  });

  const config = createSimpleConfig({
    startupLogo: false,
    hooks: {
      onConnection: async ({ client }) => {
        const session = (io.sockets.sockets.get(client.id)?.data as { session?: Session } | undefined)
          ?.session;
        if (session) await client.join(personalRoom(session));
      },
    },
  });
  const factory = new ActionsFactory(config);
  const actions = [
    factory.build({
      event: events.echo,
      input,
      output,
      handler: ({ input: [payload] }) => answered(echo(payload)),
    }),
    factory.build({
      event: events.guarded,
      input,
      output,
      // It has no middleware: what would be one is part of the handler.
      handler: ({ input: [payload], client }) => {
        count(events.guarded);
        const data = client.getData() as { session?: Session };
        if (!isValid(data.session)) throw new Error("unauthenticated");
        if (!hasRoom(payload)) throw new Error("bad_input");
        const begun = performance.now();
        const reply = echo(payload);
        observe(performance.now() - begun);
        return answered(reply);
      },
    }),
    factory.build({
      event: events.join,
      input,
      output,
      handler: async ({ client }) => {
        await client.join(room);
        return answered(null);
      },
    }),
    factory.build({
      event: events.broadcast,
      input,
      output,
      // `withRooms` leaves the sender out; the workload does not.
      handler: ({ input: [payload] }) => {
        io.to(room).emit("chat:message", payload);
        return answered(null);
      },
    }),
    ...idleRoutes(options.idleRoutes).map((event) =>
      factory.build({
        event,
        input,
        output,
        handler: ({ input: [payload] }) => answered(echo(payload)),
      }),
    ),
  ];
  await attachSockets({ io, config, actions, target: http, logger });
  return { port: await listen(http), io };
}

function answered(data: unknown): Promise<[{ ok: true; data?: unknown }]> {
  return Promise.resolve([{ ok: true, data }]);
}

const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // No contender logs.
}
