import type { ErrorNotes } from "./error-note.js";

/** Codes of the facades, the configuration and of several nodes. */
export const facadeNotes: ErrorNotes = {
  E_ALREADY_ATTACHED: {
    cause: "`Socket.attach` was called twice in one process, or for a server that had a layer before.",
    mend: "Call it once, where the server is made. `createRealtime()` makes a second layer with routes and state of its own; tests take `testRealtime()`.",
  },
  E_ATTACHED: {
    cause:
      "A call that shapes the layer (`setSocketsConfig`, a new guard, a channel, a route) comes after `Socket.attach`, when clients may be connected already.",
    mend: "Import the routes and configure before `attach`. With ES modules, imports run first and in their order.",
    example:
      'import { setSocketsConfig, Socket } from "carillon";\nimport "./routes/sockets.js";\n\nsetSocketsConfig({ path: "/realtime" });\nSocket.attach(server);',
  },
  E_ATTACH_TARGET: {
    cause:
      "`Socket.attach` got something that is no server: an Express application, a promise of a server, or nothing.",
    mend: "Give the server that `createServer(app)` or `app.listen()` returns, a Socket.IO `Server`, or a port number. Fastify has it as `fastify.server`.",
  },
  E_BROADCAST_ARGUMENTS: {
    cause: "A broadcast got several payloads, or a function as an ack.",
    mend: "Put what travels into one object. Ask for answers by `timeout(...).emitWithAck`.",
    example: 'await Socket.toRoom("rooms.7").emit("chat:message", { from, text });',
  },
  E_BROADCAST_TIMEOUT: {
    cause:
      "`timeout` of a broadcast got no number above zero. Without an end, one client that does not answer would hold the call for ever.",
    mend: "Give milliseconds.",
    example:
      'const answers = await Socket.toRoom("rooms.7").timeout(1_000).emitWithAck("poll:ask", { id: 1 });',
  },
  E_CLIENT_OPTIONS: {
    cause:
      "`createClient` got something else than its options as an object, an option that it does not have, or one of another kind. It looks in development alone: a page that is built for production does not carry the check, and Node with `NODE_ENV=production` skips it.",
    mend: "Give an object. The token is a function, since it is asked for again; Socket.IO's own options are under `socket`.",
    example:
      'import { createClient } from "carillon/client";\n\nconst client = createClient({\n  url: "https://api.example.org",\n  token: () => localStorage.getItem("token"),\n  socket: { transports: ["websocket"] },\n});',
  },
  E_CONFIG_FILE: {
    cause:
      "A configuration file is missing, has no default export, or awaits at its top level where `config.get` reads it at once.",
    mend: "Create it with `export default { ... }`, or give the configuration as an object to `setSocketsConfig`.",
  },
  E_CONFIG_KEY: {
    cause: "The configuration has a key that there is not, or `config.get` asks for a value that is nowhere.",
    mend: "Correct the key; all of them are in [Configuration](/reference/configuration). Give `config.get` a fallback where a value may be missing.",
  },
  E_CONFIG_VALUE: {
    cause:
      "A value of the configuration has another type than its key takes, often a text from the environment where a number belongs.",
    mend: "Convert it: `Number(process.env.PORT)`. The message names the key and what it takes.",
  },
  E_CONNECTION_MIDDLEWARE: {
    cause:
      "`Socket.use` takes middleware of Socket.IO's shape, with two parameters; middleware of Express has three.",
    mend: "Give middleware for HTTP requests to `io.engine.use`. Events have middleware of their own, on their routes.",
  },
  E_EMITTER_ADAPTER: {
    cause:
      "`connectEmitter` got an adapter that cannot be written to from outside of the cluster, such as `cluster`.",
    mend: "Use `redis-streams`, `redis-sharded` or `redis`, the same on the nodes and in the process that emits.",
  },
  E_EMITTER_NOT_READY: {
    cause: "A broadcast comes before `connectEmitter` has resolved.",
    mend: "Await it once at the start of the worker.",
    example:
      'await Socket.connectEmitter({ adapter: "redis-streams", url: "redis://127.0.0.1:6379" });\nawait Socket.broadcast("orders.7", "order:shipped", { id: 7 });',
  },
  E_EMIT_TARGET: {
    cause:
      "`Socket.emitTo` got `undefined`, an object or an empty text: mostly a user whose id is under another name.",
    mend: "Give the id itself: a text or a number.",
  },
  E_ENVIRONMENT: {
    cause: "A variable that begins with `CARILLON_` has a value that cannot be read.",
    mend: "Correct it where the process gets its environment. The four variables are at the end of [Configuration](/reference/configuration).",
  },
  E_EVENT_NAME: {
    cause: "A broadcast has no event, mostly since room and event were swapped or one was left out.",
    mend: "`Socket.broadcast(room, event, payload)`; `Socket.emit(event, payload)` goes to all.",
  },
  E_FACADE_METHOD: {
    cause:
      "There is no such method on `Route` or `Socket`; it is one of Laravel, Express or Socket.IO, or of the other facade.",
    mend: "The message says what it is called here. See the [cheat sheet](/cheat-sheet).",
    example: 'Route.socket("chat:message", handler); // not: Route.on("chat:message", handler)',
  },
  E_FACADE_REPLACED: {
    cause: "A method of a facade was assigned to, as tests do to replace it. All callers share the facade.",
    mend: "Put another manager behind the facades for the test, or use `testRealtime()`.",
    example: "setSocketManager(new SocketManager());",
  },
  E_MISSING_PACKAGE: {
    cause:
      "An adapter or a client comes from a package that is not installed; Carillon brings none of them along.",
    mend: "Install what the message names, as a dependency of the application.",
    example:
      'setSocketsConfig({ scale: { adapter: "redis-streams", url: process.env.REDIS_URL } }); // npm install redis @socket.io/redis-streams-adapter',
  },
  E_NEEDS_SERVER: {
    cause:
      "A process that only emits was asked for something that needs connections: members of a room, answers, hooks.",
    mend: "Do it on a node, or send an event that a node acts on.",
    example: 'await Socket.broadcast("orders.7", "order:shipped", { id: 7 }); // this an emitter can',
  },
  E_NOTIFICATIONS_NAMESPACE: {
    cause:
      "`Route.notifications()` stands in a group whose namespace is a RegExp; where to push could not be known.",
    mend: "Register it in a group with a name.",
    example: 'Route.socketGroup({ namespace: "/app" }, () => {\n  Route.notifications();\n});',
  },
  E_NOT_ATTACHED: {
    cause:
      "A broadcast, a revocation or `drain` comes before `Socket.attach`, or in a process that never attaches, such as a worker or a script.",
    mend: "Attach first. A process without a server calls `await Socket.connectEmitter({ adapter, url })`.",
  },
  E_PORT: {
    cause: "The port is no whole number from 0 to 65535; a text from the environment is a text.",
    mend: "Convert it.",
    example: "Socket.attach(Number(process.env.PORT ?? 3000));",
  },
  E_PORT_IN_USE: {
    cause: "Another process listens on the port: often an older one of the same application.",
    mend: "End it, or take another port. Port 0 takes a free one.",
    example: "const io = Socket.attach(0); // a free port",
  },
  E_POSTGRES_POOL: {
    cause:
      "`scale.client` for PostgreSQL is a `Client` or a URL; the adapter needs a pool, since one connection listens all the time.",
    mend: "Give a `Pool` of `pg`, or `scale.url`.",
    example:
      'setSocketsConfig({ scale: { adapter: "postgres", client: new pg.Pool({ connectionString }) } });',
  },
  E_POSTGRES_UNREACHABLE: {
    cause: "At boot PostgreSQL did not answer, or the user may not create the adapter's table.",
    mend: "Start it, correct `scale.url`, or grant the right to create tables in the schema.",
    example:
      'setSocketsConfig({ scale: { adapter: "postgres", url: "postgres://app@127.0.0.1:5432/app" } });',
  },
  E_PROVIDER_OPTIONS: {
    cause: "`SocketServiceProvider` got no options, or a key that there is not.",
    mend: "Give it `httpServer` and, where you want, `config`, `root` and `env`.",
    example:
      "const provider = SocketServiceProvider({ httpServer: server });\nawait provider.register();\nawait provider.boot();",
  },
  E_REDIS_CLIENT: {
    cause: "`scale.client` is not a client of `redis` or `ioredis`: a URL, a promise, or the module.",
    mend: "Give the client itself, connected; or write `url` and let Carillon connect.",
    example:
      'const client = createClient({ url: "redis://127.0.0.1:6379" });\nawait client.connect();\nsetSocketsConfig({ scale: { adapter: "redis-streams", client } });',
  },
  E_REDIS_TOO_OLD: {
    cause: "`redis-sharded` needs sharded publish and subscribe, which Redis has since 7.",
    mend: "Take `redis-streams` or `redis`, or a newer Redis.",
    example: 'setSocketsConfig({ scale: { adapter: "redis-streams", url: "redis://127.0.0.1:6379" } });',
  },
  E_REDIS_UNREACHABLE: {
    cause:
      "At boot Redis refused the connection at that address, or did not answer within ten seconds. Later outages are survived and logged; at boot a wrong address is more likely.",
    mend: "Start it, or correct the URL. `redis-cli -u <url> ping` answers `PONG` where it is right.",
    example: 'setSocketsConfig({ scale: { adapter: "redis-streams", url: "redis://127.0.0.1:6379" } });',
  },
  E_REQUEST_REQUIRED: {
    cause: "`toOthers` got no request; it reads from it which client began the work, to leave it out.",
    mend: "Pass the request of the HTTP handler.",
    example:
      'app.post("/orders", async (request, response) => {\n  await Socket.toRoom("orders").toOthers(request).emit("order:created", { id: 7 });\n  response.end();\n});',
  },
  E_ROOM_NAME: {
    cause: "A broadcast's room is empty, `undefined` or an object. Socket.IO would send it to all clients.",
    mend: "Give a name, or a list of names. To all: `Socket.emit(event, payload)`.",
  },
  E_SCALE_ADAPTER: {
    cause: "`scale` has an address but no adapter, or an adapter that is not known.",
    mend: "Name one; [Many nodes](/run/many-nodes) compares them.",
  },
  E_SCALE_ADDRESS: {
    cause: "`scale.adapter` is set without the address of its Redis or PostgreSQL.",
    mend: "Add `scale.url` or `scale.client`; `redis: url` serves the adapter and the stores.",
  },
  E_SOCKET_MANAGER: {
    cause:
      "`setSocketManager` got something that is no `SocketManager`, or one of a second copy of the package.",
    mend: "Give an instance. `npm ls @carillon/socket-facade` shows a second copy.",
  },
  E_TYPESCRIPT_LOADER: {
    cause: "A routes or configuration file is TypeScript, and this Node does not run it.",
    mend: "Install `jiti`, which is then used; or start with `tsx`; or write the file in JavaScript.",
    example: 'await loadSocketsConfig({ file: "config/sockets.ts" }); // npm install jiti',
  },
  E_BROADCAST_PAYLOAD: {
    cause:
      "A broadcast carries what JSON and binary data cannot hold: an object that holds itself, as models of an ORM do, a bigint, a socket or a stream. The message names the field; the error behind it is the `cause`. Without `throwOnError()` it is in the log line `broadcast_failed`.",
    mend: "Send plain data: the fields that clients need.",
    example: 'await Socket.broadcast("orders.7", "order:updated", { id: order.id, status: order.status });',
  },
};
