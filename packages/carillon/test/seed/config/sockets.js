export default {
  enabled: true,
  driver: "socket.io",
  path: "/socket.io",
  cors: { origin: "*" },
  auth: {
    guard: "api", // which auth guard backs the socket connection
    required: true, // reject anonymous handshakes by default
  },
  rooms: {
    user: "users.{id}", // template used to auto-join authenticated sockets
  },
  notifications: {
    newEvent: "notification:new",
    readEvent: "notification:read",
    readAllEvent: "notification:read-all",
  },
};
