import express from "node:http";
import { Server } from "socket.io";
import type { Mistake } from "./mistake.js";

/** Calls of `Socket` with the wrong arguments, or at the wrong time. */
export const facadeMistakes: readonly Mistake[] = [
  [
    "attaching to nothing",
    ({ socket }) => socket["attach"]?.(),
    "E_ATTACH_TARGET: Socket.attach takes an http, https or http2 server, a Socket.IO Server, or a port number; got undefined.",
  ],
  [
    "attaching to an Express application",
    ({ socket }) => socket["attach"]?.(Object.assign(() => {}, { use() {}, handle() {} })),
    "E_ATTACH_TARGET: Socket.attach takes an http, https or http2 server, a Socket.IO Server, or a port number; got function.",
  ],
  [
    "attaching twice",
    ({ socket, boot }) => {
      boot();
      return socket["attach"]?.(new Server(express.createServer()));
    },
    "E_ALREADY_ATTACHED: Sockets are attached already; createRealtime() makes a second layer for a second server.",
  ],
  [
    "asking for the server before attach",
    ({ socket }) => socket["io"]?.(),
    "E_NOT_ATTACHED: Sockets are not attached yet: call Socket.attach(server) first.",
  ],
  [
    "broadcasting before attach",
    ({ socket }) => socket["broadcast"]?.("orders.1", "order:updated", {}),
    "E_NOT_ATTACHED: Sockets are not attached yet: call Socket.attach(server) first.",
  ],
  [
    "broadcasting to no room",
    ({ socket, boot }) => {
      boot();
      return socket["broadcast"]?.(undefined, "order:updated", {});
    },
    "E_ROOM_NAME: A room name is a non-empty string; got undefined.",
  ],
  [
    "broadcasting to an empty room",
    ({ socket, boot }) => {
      boot();
      return socket["broadcast"]?.("", "order:updated", {});
    },
    "E_ROOM_NAME: A room name is a non-empty string; got an empty one.",
  ],
  [
    "broadcasting no event",
    ({ socket, boot }) => {
      boot();
      return socket["broadcast"]?.("orders.1");
    },
    'E_EVENT_NAME: An event\'s name is a non-empty string, such as "order:updated".',
  ],
  [
    "sending to an unknown user",
    ({ socket, boot }) => {
      boot();
      return socket["emitTo"]?.(undefined, "order:updated", {});
    },
    "E_EMIT_TARGET: Socket.emitTo takes a user's id or a room; got undefined. Write Socket.emitTo(user.id, ...).",
  ],
  [
    "sending to a user object",
    ({ socket, boot }) => {
      boot();
      return socket["emitTo"]?.({ id: 1 }, "order:updated", {});
    },
    "E_EMIT_TARGET: Socket.emitTo takes a user's id or a room; got object. Write Socket.emitTo(user.id, ...).",
  ],
  [
    "toUser without a user",
    ({ socket, boot }) => {
      boot();
      return socket["toUser"]?.(undefined);
    },
    "bad_input: A user id is a non-empty string or an integer; got undefined.",
  ],
  [
    "toRoom without a room",
    ({ socket, boot }) => {
      boot();
      return socket["toRoom"]?.(undefined);
    },
    "E_ROOM_NAME: A room name is a non-empty string; got undefined.",
  ],
  [
    "to() without a room",
    ({ socket, boot }) => {
      boot();
      return socket["to"]?.(undefined);
    },
    "E_ROOM_NAME: A room name is a non-empty string; got undefined.",
  ],
  [
    "middleware that is nothing",
    ({ socket }) => socket["use"]?.(undefined),
    'E_CONNECTION_MIDDLEWARE: Socket.use takes (socket, next) => ..., "auth:socket" or "auth:<guard>".',
  ],
  [
    "an unknown middleware",
    ({ socket, boot }) => {
      socket["use"]?.("atuh:socket");
      return boot();
    },
    'E_CONNECTION_MIDDLEWARE: Socket.use takes (socket, next) => ..., "auth:socket" or "auth:<guard>".',
  ],
  [
    "the guard of auth:socket missing",
    ({ socket, boot }) => {
      socket["use"]?.("auth:socket");
      return boot();
    },
    'E_UNKNOWN_GUARD: There is no guard "api". No guard is registered. Register it with guards: { "api": ... } or guard("api", ...).',
  ],
  [
    "a named guard missing",
    ({ socket, boot }) => {
      socket["use"]?.("auth:admin");
      return boot();
    },
    'E_UNKNOWN_GUARD: There is no guard "admin". No guard is registered. Register it with guards: { "admin": ... } or guard("admin", ...).',
  ],
  [
    "middleware in the shape of Express",
    ({ socket }) => socket["use"]?.((_request: unknown, _response: unknown, next: () => void) => next()),
    "E_CONNECTION_MIDDLEWARE: Socket.use takes (socket, next) => ..., and this middleware has three parameters, as Express has them: give it to the HTTP side by io.engine.use(middleware), or write (socket, next) => ... with socket.request.",
  ],
  [
    "a notification that is none",
    ({ socket, boot }) => {
      boot();
      return socket["notify"]?.({ id: 1 }, { title: "Hi" });
    },
    "E_NOT_A_NOTIFICATION: notify takes an instance of a class that extends Notification, such as new OrderShipped(7).",
  ],
  [
    "a class instead of a notification",
    ({ socket, boot }) => {
      boot();
      return socket["notify"]?.({ id: 1 }, class OrderShipped {});
    },
    "E_NOT_A_NOTIFICATION: notify takes an instance of a class that extends Notification, such as new OrderShipped(7).",
  ],
  [
    "a re-check of an unknown channel",
    ({ socket, boot }) => {
      boot();
      return socket["recheckChannel"]?.("lobby");
    },
    'E_UNKNOWN_CHANNEL: There is no channel "lobby"; give a pattern as Route.channel has it, or one channel\'s whole name.',
  ],
  [
    "an emitter without an adapter",
    ({ socket }) => socket["connectEmitter"]?.({}),
    'E_SCALE_ADDRESS: scale.adapter "redis-streams" needs scale.url, such as "redis://127.0.0.1:6379", or scale.client; or write redis: url beside scale, for the stores as well.',
  ],
  [
    "an emitter that reaches no process",
    ({ socket }) => socket["connectEmitter"]?.({ adapter: "memory" }),
    'E_EMITTER_ADAPTER: An emitter cannot use the adapter "memory": use "redis-streams", "redis-sharded" or "redis" on every node and here.',
  ],
];
