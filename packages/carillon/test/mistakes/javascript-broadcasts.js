import { createServer } from "node:http";
import * as carillon from "carillon";
import { Server } from "socket.io";

const loop = { name: "Ada" };
loop.self = loop;

/** Broadcasts that cannot arrive, and calls of the facades that are none. */
export const broadcasts = [
  [
    "a payload that holds itself",
    ({ socket, boot }) => {
      boot();
      return socket.toRoom("a").throwOnError().emit("x", { user: loop });
    },
    'E_BROADCAST_PAYLOAD: The payload of "x" cannot travel: "user.self" holds what it is in. Send plain data, such as { id: order.id, status: order.status }.',
  ],
  [
    "a payload with a bigint",
    ({ socket, boot }) => {
      boot();
      return socket
        .toRoom("a")
        .throwOnError()
        .emit("x", { order: { id: 7n } });
    },
    'E_BROADCAST_PAYLOAD: The payload of "x" cannot travel: "order.id" is a bigint; send String(value). Send plain data, such as { id: order.id, status: order.status }.',
  ],
  [
    "a payload that is a promise",
    ({ socket, boot }) => {
      boot();
      return socket
        .toRoom("a")
        .throwOnError()
        .emit("x", Promise.resolve({ id: 7 }));
    },
    "E_BROADCAST_ARGUMENTS: A broadcast's payload is data, and this is a promise: emit(event, await order).",
  ],
  [
    "a payload that is a Map",
    ({ socket, boot }) => {
      boot();
      return socket.toRoom("a").throwOnError().emit("x", new Map());
    },
    "E_BROADCAST_ARGUMENTS: A broadcast's payload is data, and a Map arrives empty: emit(event, [...entries]).",
  ],
  [
    "a payload that is a Set",
    ({ socket, boot }) => {
      boot();
      return socket.toRoom("a").throwOnError().emit("x", new Set());
    },
    "E_BROADCAST_ARGUMENTS: A broadcast's payload is data, and a Set arrives empty: emit(event, [...entries]).",
  ],
  [
    "a broadcast to no room of a list",
    ({ socket, boot }) => {
      boot();
      return socket.toRoom([]).emit("x", {});
    },
    "E_ROOM_NAME: A room name is needed; an empty list would reach all clients.",
  ],
  [
    "a channel's pattern where a room is meant",
    ({ route, socket, boot }) => {
      route.channel("orders.{orderId}", () => true);
      boot();
      return socket.broadcast("orders.{orderId}", "order:updated", {});
    },
    'E_ROOM_NAME: "orders.{orderId}" is a pattern, and no client is in it: write one name, as `orders.${orderId}` does.',
  ],
  [
    "the pattern of personal rooms where a room is meant",
    ({ socket, boot }) => {
      boot();
      return socket.to("users.{id}").emit("x", {});
    },
    'E_ROOM_NAME: "users.{id}" is a pattern, and no client is in it: write one name, as `users.${id}` does.',
  ],
  [
    "an empty id of a user",
    ({ socket, boot }) => {
      boot();
      return socket.emitTo("", "x", {});
    },
    "E_EMIT_TARGET: Socket.emitTo takes a user's id or a room; got an empty string. Write Socket.emitTo(user.id, ...).",
  ],
  [
    "members of a channel without presence",
    ({ route, socket, boot }) => {
      route.channel("rooms.{room}", () => true);
      boot();
      return socket.members("rooms.1");
    },
    'E_CHANNEL_WITHOUT_PRESENCE: The channel "rooms.{room}" does not know its members; write presence: true in its rule, beside join.',
  ],
  [
    "members of an unknown channel",
    ({ route, socket, boot }) => {
      route.channel("rooms.{room}", { join: () => true, presence: true });
      boot();
      return socket.members("lobby");
    },
    'E_UNKNOWN_CHANNEL: There is no channel "lobby"; give a pattern as Route.channel has it, or one channel\'s whole name.',
  ],
  [
    "checking an unknown channel again",
    ({ route, socket, boot }) => {
      route.channel("rooms.{room}", () => true);
      boot();
      return socket.recheckChannel("romms.{room}");
    },
    'E_UNKNOWN_CHANNEL: There is no channel "romms.{room}"; did you mean "rooms.{room}"?',
  ],
  [
    "the presence of a socket that has not joined",
    ({ route, socket, boot }) => {
      route.channel("rooms.{room}", { join: () => true, presence: true });
      boot();
      const stranger = { id: "s1", nsp: socket.io().of("/"), join() {}, on() {}, emit() {} };
      return socket.updatePresence(stranger, "rooms.1", {});
    },
    'E_NOT_PRESENT: The connection is not in "rooms.1", or that channel has no presence; join it first, and give its rule `presence: true`.',
  ],
  [
    "disconnecting a room as all",
    ({ socket, boot }) => {
      boot();
      return socket.disconnectSockets("lobby");
    },
    'E_BAD_OPTION: disconnectSockets takes true or false, and ends all connections of the namespace; got string. For a room, write Socket.in("room").disconnectSockets().',
  ],
  [
    "drain without its options' object",
    ({ socket, boot }) => {
      boot();
      return socket.drain(5_000);
    },
    "E_BAD_OPTION: drain takes its options as an object, such as drain({ deadlineMs: 5_000 }); got number.",
  ],
  [
    "drain of null",
    ({ socket, boot }) => {
      boot();
      return socket.drain(null);
    },
    "E_BAD_OPTION: drain takes its options as an object, such as drain({ deadlineMs: 5_000 }); got null.",
  ],
  [
    "drain in batches of none",
    ({ socket, boot }) => {
      boot();
      return socket.drain({ batch: 0 });
    },
    "E_BAD_OPTION: drain: batch is a whole number of connections, at least 1.",
  ],
  [
    "drain with a deadline below zero",
    ({ socket, boot }) => {
      boot();
      return socket.drain({ deadlineMs: -1 });
    },
    "E_BAD_OPTION: drain: deadlineMs is a number of milliseconds from 0 to 3600000.",
  ],
  [
    "a server that had the layer before",
    async ({ socket }) => {
      const io = new Server(createServer());
      socket.attach(io);
      await socket.close();
      socket.attach(io);
    },
    "E_ALREADY_ATTACHED: This Socket.IO server had the layer before and keeps it; attach to a new Server.",
  ],
  [
    "a method with a typing error",
    () => carillon.Socket.brodcast("lobby", "x", {}),
    "E_FACADE_METHOD: There is no Socket.brodcast; did you mean Socket.broadcast?",
  ],
  [
    "a method of Socket.IO on the facade",
    () => carillon.Socket.on("connection", () => {}),
    'E_FACADE_METHOD: There is no Socket.on: write Route.socket("event", handler) for what clients send, or Socket.io().on("connection", ...) for Socket.IO\'s own.',
  ],
  [
    "a facade's method that is replaced, as a spy would",
    () => {
      carillon.Socket.broadcast = () => {};
    },
    'E_FACADE_REPLACED: A facade\'s "broadcast" cannot be replaced; use setSocketManager for another manager.',
  ],
  [
    "an unknown option of createSocketAuthMiddleware in a manager",
    ({ socket, boot }) => {
      socket.use(carillon.createSocketAuthMiddleware({ guard: "api", sources: ["query"] }));
      return boot();
    },
    "E_AUTH_OPTIONS: createSocketAuthMiddleware: sources belongs into the configuration of the manager that it is given to: auth: { sources: ... }.",
  ],
  [
    "notifications in a namespace of a pattern",
    ({ route, boot }) => {
      route.socketGroup({ namespace: /^\/shop-\d+$/ }, (shop) => shop.notifications());
      return boot();
    },
    "E_NOTIFICATIONS_NAMESPACE: Route.notifications() needs a namespace with a name; its pattern is /^\\/shop-\\d+$/.",
  ],
  [
    "an exception without a message",
    () => new carillon.SocketException(),
    'E_EXCEPTION_MESSAGE: A SocketException begins with what the client reads: new SocketException("Sold out", { code: "sold_out" }); got undefined.',
  ],
  [
    "an exception that begins with its options",
    () => new carillon.SocketException({ code: "sold_out" }),
    'E_EXCEPTION_MESSAGE: A SocketException begins with what the client reads: new SocketException("Sold out", { code: "sold_out" }); got object.',
  ],
  [
    "an exception whose options are an error",
    () => new carillon.SocketException("Sold out", new Error("stock")),
    'E_EXCEPTION_OPTIONS: A SocketException takes the error behind it as an option: new SocketException("Sold out", { cause: error }).',
  ],
  [
    "an exception with an unknown option",
    () => new carillon.SocketException("Sold out", { statusCode: 409 }),
    'E_EXCEPTION_OPTIONS: A SocketException has no option "statusCode"; it takes code, status, data, retryable, retryAfterMs, cause.',
  ],
  [
    "an exception with a status that is none",
    () => new carillon.SocketException("Sold out", { status: 7 }),
    "E_EXCEPTION_OPTIONS: A SocketException's status is a whole number such as 409, from 100 to 599; got 7.",
  ],
  [
    "an exception with a status that is text",
    () => new carillon.SocketException("Sold out", { status: "409" }),
    "E_EXCEPTION_OPTIONS: A SocketException's status is a whole number such as 409, from 100 to 599; got string.",
  ],
];
