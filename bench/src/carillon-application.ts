import { createRealtime, SocketException } from "carillon";
import type { Realtime } from "carillon";
import {
  count,
  echo,
  events,
  hasRoom,
  idleRoutes,
  isValid,
  messageSchema,
  observe,
  room,
  signIn,
} from "./application.js";
import type { Message } from "./application.js";
import type { StartOptions } from "./contender.js";

type Middleware = NonNullable<Parameters<Realtime["route"]["socketGroup"]>[0]["middleware"]>;

const middleware: Middleware = [
  function countEvents({ context, next }) {
    count(context.event);
    return next() as unknown;
  },
  "auth:socket",
  function requireRoom({ payload, next }) {
    if (!hasRoom(payload)) throw new SocketException("room is required", { code: "bad_input" });
    return next() as unknown;
  },
  async function observeTime({ next }) {
    const begun = performance.now();
    await next();
    observe(performance.now() - begun);
  },
];

/** The application on the whole of Carillon: guard, personal rooms, routes, facade. */
export function carillonApplication({ idleRoutes: idle, scale }: StartOptions): Realtime {
  const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const realtime = createRealtime({ logger: silent, ...(scale && { scale }) });
  const { route, socket } = realtime;

  socket.guard("api", {
    authenticate({ token }) {
      const session = signIn(token);
      return session ? { user: session.user, id: session.user.id, sessionId: session.token } : null;
    },
    recheck: (_identity, { token }) => isValid(signIn(token)),
  });
  socket.use("auth:socket");

  route.socket(events.echo, (_socket, payload: Message) => echo(payload));
  route.socketGroup({ middleware }, () => {
    route.socket(events.guarded, (_socket, payload: Message) => echo(payload), { payload: messageSchema });
  });
  route.socket(events.join, (member) => member.joinRoom(room));
  route.socket(events.broadcast, (_socket, payload: Message) => {
    void socket.broadcast(room, "chat:message", payload);
  });
  for (const name of idleRoutes(idle)) route.socket(name, (_socket, payload: Message) => echo(payload));
  return realtime;
}

function ignore(): void {
  // Refusals are not written anywhere: no contender logs.
}
