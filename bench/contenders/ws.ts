import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import {
  count,
  echo,
  events,
  hasRoom,
  idleRoutes,
  isValid,
  messageSchema,
  observe,
  signIn,
} from "../src/application.js";
import type { Answer, Message, Session } from "../src/application.js";
import { httpServer, listen } from "../src/contender.js";
import type { Contender, StartOptions } from "../src/contender.js";

interface Request {
  readonly id: number;
  readonly event: string;
  readonly payload: unknown;
}

type Handler = (payload: Message, session: Session, socket: WebSocket) => Answer;

/** The floor: `ws` alone, JSON frames with an id, no rooms, no reconnection, no fallback transport. */
export async function start(options: StartOptions): Promise<Contender> {
  const http = httpServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  const members = new Set<WebSocket>();
  const handlers = new Map<string, Handler>();

  handlers.set(events.echo, (payload) => ({ ok: true, data: echo(payload) }));
  handlers.set(events.guarded, guarded);
  handlers.set(events.join, (_payload, _session, socket) => {
    members.add(socket);
    return { ok: true };
  });
  handlers.set(events.broadcast, (payload) => {
    const frame = JSON.stringify({ event: "chat:message", payload });
    for (const member of members) member.send(frame);
    return { ok: true };
  });
  for (const name of idleRoutes(options.idleRoutes)) {
    handlers.set(name, (payload) => ({ ok: true, data: echo(payload) }));
  }

  server.on("connection", (socket) => {
    let session: Session | undefined;
    socket.on("close", () => members.delete(socket));
    socket.on("message", (frame) => {
      // eslint-disable-next-line @typescript-eslint/no-base-to-string -- frames are Buffers here
      const request = JSON.parse(frame.toString()) as Request | { token: string };
      if ("token" in request) {
        session = signIn(request.token);
        if (session) socket.send('{"ready":true}');
        else socket.close(4_401);
      } else if (session) {
        const handler = handlers.get(request.event);
        const answer = handler?.(request.payload as Message, session, socket);
        socket.send(JSON.stringify({ id: request.id, answer }));
      }
    });
  });

  return { port: await listen(http) };
}

function guarded(payload: Message, session: Session): Answer {
  count(events.guarded);
  if (!isValid(session)) return { ok: false, error: "unauthenticated" };
  if (!hasRoom(payload)) return { ok: false, error: "bad_input" };
  const begun = performance.now();
  const parsed = messageSchema.safeParse(payload);
  if (!parsed.success) return { ok: false, error: "validation_failed" };
  const data = echo(parsed.data);
  observe(performance.now() - begun);
  return { ok: true, data };
}
