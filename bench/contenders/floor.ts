import { createHash } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
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
import { Frames, textFrame } from "../src/bare-frames.js";
import type { Contender, StartOptions } from "../src/contender.js";

interface Request {
  readonly id: number;
  readonly event: string;
  readonly payload: unknown;
}

type Handler = (payload: Message, session: Session, socket: Socket) => Answer;

/**
 * What the work costs at least in Node: a bare TCP socket, frames made by hand, JSON, and one write for all answers of a read.
 *
 * No WebSocket server at all: it checks neither limits nor masks, has no fragments, no back-pressure, no pings and no TLS. It
 * shows how far the limit is, and is nothing to run.
 */
export async function start(options: StartOptions): Promise<Contender> {
  const members = new Set<Socket>();
  const handlers = new Map<string, Handler>();

  handlers.set(events.echo, (payload) => ({ ok: true, data: echo(payload) }));
  handlers.set(events.guarded, guarded);
  handlers.set(events.join, (_payload, _session, socket) => {
    members.add(socket);
    return { ok: true };
  });
  handlers.set(events.broadcast, (payload) => {
    const frame = textFrame(JSON.stringify({ event: "chat:message", payload }));
    for (const member of members) member.write(frame, "latin1");
    return { ok: true };
  });
  for (const name of idleRoutes(options.idleRoutes)) {
    handlers.set(name, (payload) => ({ ok: true, data: echo(payload) }));
  }

  const server = createServer((socket) => {
    let session: Session | undefined;
    let frames: Frames | undefined;
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => members.delete(socket));

    function answerTo(text: string): string {
      const request = JSON.parse(text) as Request | { token: string };
      if ("token" in request) {
        session = signIn(request.token);
        if (session) return textFrame('{"ready":true}');
        socket.destroy();
        return "";
      }
      if (session === undefined) return "";
      const answer = handlers.get(request.event)?.(request.payload as Message, session, socket);
      return textFrame(JSON.stringify({ id: request.id, answer }));
    }

    socket.on("data", (chunk) => {
      if (frames === undefined) {
        const key = /^sec-websocket-key: *(\S+)/im.exec(chunk.toString("latin1"))?.[1] ?? "";
        frames = new Frames();
        socket.write(upgradeTo(key), "latin1");
        return;
      }
      let answers = "";
      for (const text of frames.read(chunk)) {
        if (text === undefined) socket.end();
        else answers += answerTo(text);
      }
      if (answers !== "") socket.write(answers, "latin1");
    });
  });
  await new Promise<void>((resolve) =>
    server.listen({ port: 0, host: "127.0.0.1", backlog: 2_048 }, resolve),
  );
  return { port: (server.address() as AddressInfo).port };
}

function upgradeTo(key: string): string {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
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
