import {
  jwtGuard,
  Notification,
  setSocketManager,
  SqliteNotificationStore,
  withEnvironment,
  loadSocketsConfig,
} from "carillon";
import { createRouter } from "carillon/router";
import { FakeIo } from "carillon/testing";
import type { Mistake } from "./mistake.js";

/** Guards, stores and the other parts, made with the wrong arguments. */
export const partMistakes: readonly Mistake[] = [
  [
    "a JWT guard without a key",
    () => jwtGuard({}),
    "E_JWT_KEY: jwtGuard needs exactly one of secret, key and jwks: jwtGuard({ secret: process.env.JWT_SECRET }).",
  ],
  [
    "a short secret",
    () => jwtGuard({ secret: "short" }),
    "E_JWT_SECRET_SHORT: jwtGuard: the secret must have at least 32 bytes; make one with openssl rand -hex 32.",
  ],
  [
    "a table that could be SQL",
    () =>
      new SqliteNotificationStore({ prepare: () => undefined, exec: () => undefined } as never, {
        table: "a; drop",
      }),
    'E_TABLE_NAME: "a; drop" cannot name a table; use at most 48 letters, digits and _, such as "socket_notifications".',
  ],
  [
    "a router on nothing",
    () => {
      createRouter().attach(undefined as never);
    },
    "E_NOT_A_SERVER: attach() takes a Socket.IO server: const io = new Server(httpServer); router.attach(io). Got undefined.",
  ],
  [
    "draining before attach",
    () => createRouter().drain(),
    "E_NOT_ATTACHED: This router is not attached: call attach(io) before drain().",
  ],
  [
    "a manager that is none",
    () => {
      setSocketManager({} as never);
    },
    "E_SOCKET_MANAGER: setSocketManager takes a SocketManager: setSocketManager(new SocketManager()).",
  ],
  [
    "an environment variable that is neither",
    () => withEnvironment({}, { CARILLON_ENABLED: "maybe" }),
    "E_ENVIRONMENT: CARILLON_ENABLED is true or false, 1 or 0.",
  ],
  [
    "a configuration file that is not there",
    () => loadSocketsConfig({ root: "/nowhere" }),
    "E_CONFIG_FILE: There is no config/sockets.{ts,mts,js,mjs,cjs} in /nowhere. Create it, or give the configuration as an object.",
  ],
  [
    "an address that is neither",
    () => Notification.route("email" as never, "a@example.org"),
    'E_NOTIFICATION_RECIPIENT: Notification.route takes "user" and an id, or "room" and a name: Notification.route("room", "orders.7").',
  ],
  [
    "acting as a user without an id",
    () => new FakeIo().actingAs({ name: "Ada" }),
    "E_ACTING_AS_NO_ID: actingAs needs a user with an id, or one beside it: actingAs(user, { id: user.email }).",
  ],
];
