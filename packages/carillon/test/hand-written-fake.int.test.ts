import { createRealtime, createSocketAuthMiddleware } from "carillon";
import type { Server, Socket } from "socket.io";
import { expect, it } from "vitest";

type Listener = (...args: unknown[]) => unknown;

/** What an application writes for its own tests: `.on`, `.use`, `.to` and `.emit`, and nothing else. */
function handWrittenFake() {
  const middleware: Listener[] = [];
  const sent: unknown[] = [];
  const onConnection: Listener[] = [];
  const io = {
    on: (_event: "connection", listener: Listener) => onConnection.push(listener),
    use: (each: Listener) => middleware.push(each),
    to: (room: unknown) => ({ emit: (...event: unknown[]) => sent.push({ room, event }) }),
    emit: (...event: unknown[]) => sent.push({ event }),
  };

  /** Runs the middleware one after the other, as Socket.IO does; the error that refuses, else the socket's own listeners. */
  async function connect(token: string): Promise<Record<string, Listener> | Error> {
    const listeners: Record<string, Listener> = {};
    const socket = {
      id: "fake-1",
      data: {},
      rooms: new Set(["fake-1"]),
      handshake: { auth: { token }, headers: {}, query: {}, address: "127.0.0.1" },
      on: (event: string, listener: Listener) => {
        listeners[event] = listener;
      },
      use: () => undefined,
      emit: (...event: unknown[]) => sent.push({ event }),
      join: (room: string) => socket.rooms.add(room),
      disconnect: () => undefined,
    };
    for (const each of middleware) {
      const error = await new Promise<Error | undefined>((resolve) => void each(socket, resolve));
      if (error !== undefined) return error;
    }
    for (const each of onConnection) each(socket);
    return listeners;
  }
  return { io: io as unknown as Server, connect, sent };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function byToken({ token }: { token: string }): { id: number } | null {
  return token === "ada-token" ? { id: 1 } : null;
}

it("the short and the long form of auth:socket refuse and let in on a fake that has only on, use, to and emit", async () => {
  for (const step of ["auth:socket" as const, createSocketAuthMiddleware({ guard: "api", required: true })]) {
    const { socket } = createRealtime({ logger: silent });
    socket.guard("api", byToken);
    socket.use(step);
    const fake = handWrittenFake();
    socket.attach(fake.io);
    expect((await fake.connect("stale")) as Error).toHaveProperty(
      "message",
      expect.stringMatching(/^Unauthenticated/),
    );
    expect(await fake.connect("ada-token")).not.toBeInstanceOf(Error);
    await socket.broadcast("orders.1", "order:updated", { id: 1 });
    expect(fake.sent).toEqual([{ room: "orders.1", event: ["order:updated", { id: 1 }] }]);
  }
});

it("routes answer at the listeners of such a fake, and know its user", async () => {
  const { route, socket } = createRealtime({ logger: silent });
  socket.guard("api", byToken);
  socket.use("auth:socket");
  route.socket("who", (_socket, _payload, { userId }) => userId, { auth: true });
  const fake = handWrittenFake();
  socket.attach(fake.io);
  const listeners = await fake.connect("ada-token");
  if (listeners instanceof Error) throw listeners;
  const answer = await new Promise((resolve) => void listeners["who"]?.({}, resolve));
  expect(answer).toEqual({ ok: true, data: "1" });
});

it("createSocketAuthMiddleware alone works on such a fake, and on a bare socket", async () => {
  const middleware = createSocketAuthMiddleware({ guard: byToken });
  const fake = handWrittenFake();
  fake.io.use(middleware as never);
  expect(await fake.connect("ada-token")).not.toBeInstanceOf(Error);
  const error = await new Promise((resolve) => {
    middleware({ handshake: { auth: { token: "stale" } } } as unknown as Socket, resolve);
  });
  expect(String(error)).toMatch(/^Error: Unauthenticated/);
});
