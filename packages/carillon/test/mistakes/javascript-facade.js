import * as carillon from "carillon";

const handler = () => 1;

/** What JavaScript lets through: calls whose arguments are missing, of the wrong kind, or have unknown keys. */
export const facade = [
  [
    "guard twice",
    ({ socket }) => {
      socket.guard("api", handler);
      socket.guard("api", () => null);
    },
    'E_GUARD_TAKEN: The guard "api" is registered already: give this one another name, or remove one of the two.',
  ],
  [
    "guard without name",
    ({ socket }) => socket.guard(undefined, handler),
    'E_GUARD_NAME: A guard\'s name is a word without ":" and ",", such as "api"; got undefined.',
  ],
  [
    "guard empty name",
    ({ socket }) => socket.guard("", handler),
    'E_GUARD_NAME: A guard\'s name is a word without ":" and ",", such as "api"; got "".',
  ],
  [
    "guard with colon",
    ({ socket }) => socket.guard("auth:api", handler),
    'E_GUARD_NAME: A guard\'s name is a word without ":" and ",", such as "api"; got "auth:api".',
  ],
  [
    "afterCommit nothing",
    ({ socket, boot }) => {
      boot();
      return socket.afterCommit(undefined);
    },
    "E_NOT_A_FUNCTION: Socket.afterCommit takes a function: Socket.afterCommit(async () => { ... }). It got undefined.",
  ],
  [
    "revoke nothing",
    ({ socket, boot }) => {
      boot();
      return socket.revoke(undefined);
    },
    "E_REVOKE_TARGET: revoke takes { userId } or { sessionId } with a value in it: Socket.revoke({ userId: user.id }).",
  ],
  [
    "revoke {}",
    ({ socket, boot }) => {
      boot();
      return socket.revoke({});
    },
    "E_REVOKE_TARGET: revoke takes { userId } or { sessionId } with a value in it: Socket.revoke({ userId: user.id }).",
  ],
  [
    "revoke id",
    ({ socket, boot }) => {
      boot();
      return socket.revoke(5);
    },
    "E_REVOKE_TARGET: revoke takes { userId } or { sessionId } with a value in it: Socket.revoke({ userId: user.id }).",
  ],
  [
    "revoke undefined user",
    ({ socket, boot }) => {
      boot();
      return socket.revoke({ userId: undefined });
    },
    "E_REVOKE_TARGET: revoke takes { userId } or { sessionId } with a value in it: Socket.revoke({ userId: user.id }).",
  ],
  [
    "drain options",
    ({ socket, boot }) => {
      boot();
      return socket.drain({ deadline: 5 });
    },
    'E_UNKNOWN_OPTION: drain takes batch, intervalMs and deadlineMs; there is no "deadline".',
  ],
  [
    "of without slash",
    ({ socket, boot }) => {
      boot();
      return socket.of("admin");
    },
    'E_BAD_NAMESPACE: Socket.of takes the name of a namespace, which begins with "/": Socket.of("/admin"); got "admin".',
  ],
  [
    "of nothing",
    ({ socket, boot }) => {
      boot();
      return socket.of(undefined);
    },
    'E_BAD_NAMESPACE: Socket.of takes the name of a namespace, which begins with "/": Socket.of("/admin"); got undefined.',
  ],
  [
    "updatePresence nothing",
    ({ socket, boot }) => {
      boot();
      return socket.updatePresence();
    },
    "E_WRONG_PART: Socket.updatePresence needs the socket, the channel and the info: Socket.updatePresence(socket, channel, info); got undefined.",
  ],
  [
    "timeout text",
    ({ socket, boot }) => {
      boot();
      return socket.toRoom("a").timeout("1s").emitWithAck("x");
    },
    "E_BROADCAST_TIMEOUT: timeout takes milliseconds above 0: timeout(1_000).emitWithAck(event, payload); got 1s.",
  ],
  [
    "toOthers nothing",
    ({ socket, boot }) => {
      boot();
      return socket.toRoom("a").toOthers(undefined).throwOnError().emit("x", {});
    },
    "E_REQUEST_REQUIRED: toOthers takes the HTTP request whose client is left out: toOthers(request); got undefined.",
  ],
  [
    "broadcast 3 args",
    ({ socket, boot }) => {
      boot();
      return socket.broadcast("a", "x", 1, 2, 3);
    },
    "E_BROADCAST_ARGUMENTS: A broadcast carries one payload, and 3 were given: put them into one object, emit(event, { from, text }).",
  ],
  [
    "broadcast as a function payload",
    ({ socket, boot }) => {
      boot();
      return socket
        .toRoom("a")
        .throwOnError()
        .emit("x", () => 1);
    },
    "E_BROADCAST_ARGUMENTS: A broadcast's payload is data, and a function cannot travel. For answers, write timeout(1_000).emitWithAck(event, payload).",
  ],
  [
    "notify no user",
    ({ socket, boot }) => {
      boot();
      return socket.notify(
        undefined,
        new (class X extends carillon.Notification {
          toDatabase() {
            return {};
          }
        })(),
      );
    },
    'E_NOTIFICATION_RECIPIENT: A notification goes to a user with an id, a list of them, or an address such as Notification.route("user", 42). Where users keep their id elsewhere, set the option userIdOf.',
  ],
  [
    "notify user without id",
    ({ socket, boot }) => {
      boot();
      return socket.notify(
        { name: 1 },
        new (class X extends carillon.Notification {
          toDatabase() {
            return {};
          }
        })(),
      );
    },
    'E_NOTIFICATION_RECIPIENT: A notification goes to a user with an id, a list of them, or an address such as Notification.route("user", 42). Where users keep their id elsewhere, set the option userIdOf.',
  ],
  [
    "attach string port",
    ({ socket }) => socket.attach("3000"),
    "E_ATTACH_TARGET: Socket.attach takes an http, https or http2 server, a Socket.IO Server, or a port number; got string.",
  ],
  [
    "attach bad port",
    ({ socket }) => socket.attach(70000),
    "E_PORT: Socket.attach(70000): a port is a whole number from 0 to 65535.",
  ],
  [
    "attach NaN",
    ({ socket }) => socket.attach(NaN),
    "E_PORT: Socket.attach(NaN): a port is a whole number from 0 to 65535.",
  ],
  [
    "connectEmitter text",
    ({ socket }) => socket.connectEmitter("x"),
    "E_CONFIG_VALUE: Configuration: sockets.scale must be an object.",
  ],
];
