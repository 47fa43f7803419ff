import type { ErrorNotes } from "./error-note.js";

/** Codes of routes, groups, middleware and the contract. */
export const routeNotes: ErrorNotes = {
  E_ASYNC_GROUP: {
    cause:
      "The callback of a group is `async`, or returns a promise. The group's prefix and middleware hold while the callback runs; what is registered after an `await` would be outside of them, silently.",
    mend: "Load first, at the top of the file or in a function around it, and register afterwards without waiting.",
  },
  E_BAD_CONTRACT: {
    cause:
      "`defineContract` got something else than an object with `client`, `server` and `channels`, or one with another key.",
    mend: "Put events that clients send under `client`, events that the server sends under `server`, and channels under `channels`.",
    example: `export const contract = defineContract({
  client: { "chat:message": { payload: z.object({ text: z.string() }) } },
  server: { "chat:message": z.object({ from: z.string(), text: z.string() }) },
});`,
  },
  E_BAD_CONTROLLER: {
    cause: "`Route.useSocketController` got a text, a number or nothing where it takes a controller.",
    mend: "Give the class itself, an instance of it, or an object whose methods are handlers. Where it is imported, look whether it is the default export.",
  },
  E_BAD_CONTROLLER_NAME: {
    cause:
      'The name of a controller is empty, or has an `@`, which divides it from the method in `"Chat@send"`.',
    mend: "Register it under one word.",
    example:
      'Route.useSocketController("ChatController", ChatController);\nRoute.socket("send", "ChatController@send");',
  },
  E_BAD_DURATION: {
    cause: "A time as text has no unit, or one that is not known.",
    mend: "Write a whole number with `ms`, `s`, `m`, `h` or `d`. Options whose names end in `Ms` take plain milliseconds.",
  },
  E_BAD_EVENT_NAME: {
    cause:
      "The first argument of `Route.socket` is not a text, is empty, or begins or ends with a space, which no client would send.",
    mend: 'Give the name that clients send, without the prefix of the group: in a group with `prefix: "chat"`, `"message"` is `chat:message`.',
  },
  E_BAD_HANDLER: {
    cause:
      "What should answer an event cannot: it is `undefined` (mostly a method whose name has a typing error), a class without `handle`, or a text without `@`.",
    mend: 'Give a function, `"Controller@method"`, `[Controller, "method"]`, or an object with `handle()`. The message names the nearest method where there is one.',
  },
  E_BAD_MIDDLEWARE: {
    cause:
      "Something in a list of middleware is none, or a name was registered with the middleware itself instead of a factory that makes it, or the factory threw.",
    mend: "Register a function that returns the middleware; it gets what is behind the colon of the name.",
    example: `Route.middleware("role", (role) => async ({ user, next }) => {
  if (user?.role !== role) throw new SocketException("Not allowed", { code: "forbidden" });
  return next();
});
Route.socket("users:ban", ban, { middleware: ["role:admin"] });`,
  },
  E_BAD_MIDDLEWARE_NAME: {
    cause:
      "The name of a middleware has a sign that its use cannot have: a colon begins its arguments, a comma divides them.",
    mend: 'Take letters, digits, ".", "-" and "_".',
    example: 'Route.middleware("can-ban", () => ({ next }) => next());',
  },
  E_BAD_NAMESPACE: {
    cause: "A namespace is not a text, or its name has no slash in front.",
    mend: 'Write `"/admin"`, in groups also a RegExp. The main namespace is `"/"` and needs no mention.',
    example: 'await Socket.of("/admin").emit("report:ready", { id: 7 });',
  },
  E_BAD_OPTION: {
    cause:
      "An option has a value that cannot be meant: a negative number, a list where an object belongs, a limit of zero.",
    mend: "The message names the option and what it takes. Times are milliseconds.",
  },
  E_BAD_PREFIX: {
    cause: "The prefix of a group is no text, or has nothing but dividers in it.",
    mend: 'Give the first part of the events\' names: `"orders"` makes `orders:ship` of `"ship"`. Leave the prefix out where there is none.',
  },
  E_BAD_RATE: {
    cause: "`throttle` has no points, no time, or a rate of zero.",
    mend: 'Write points, a comma and a duration: `"throttle:60,1m"` is sixty in a minute for each client. By value: `throttle({ points: 60, per: "1m" })`.',
  },
  E_BAD_SCHEMA: {
    cause:
      "`schema`, `payload` or `reply` is not a Standard Schema: an object of schemas without `z.object` around it, a TypeScript type, or a schema of an old version of its library.",
    mend: "Wrap the fields in the library's object schema, and look whether it is zod 3.24, valibot 1, arktype 2 or later.",
  },
  E_DUPLICATE_CONTROLLER: {
    cause: "Two different controllers are registered under one name; one of them would never be called.",
    mend: "Give the second another name, or remove it. The same controller twice is no mistake.",
    example: `Route.useSocketController("ChatController", ChatController);
Route.useSocketController("AdminChatController", AdminChatController);`,
  },
  E_DUPLICATE_FALLBACK: {
    cause: "A namespace has a second `Route.fallback`; only one can answer what has no route.",
    mend: "Keep one, or register the second in a group of another namespace.",
    example: `Route.fallback(answerUnknown);
Route.socketGroup({ namespace: "/admin" }, () => {
  Route.fallback(answerUnknownOfAdmins);
});`,
  },
  E_DUPLICATE_MIDDLEWARE: {
    cause:
      "The name belongs to a middleware already: to one of yours, or to one that is built in (`auth`, `can`, `member`, `throttle`).",
    mend: "Choose another name. Middleware by value needs none.",
    example: 'Route.middleware("own-throttle", () => ({ next }) => next());',
  },
  E_DUPLICATE_ROUTE: {
    cause:
      "Two routes of one namespace have the same event. The message says where the first stands. Often a routes file is imported under two paths.",
    mend: "Remove or rename one. The same event in another namespace is no mistake.",
  },
  E_EXCEPTION_OPTIONS: {
    cause: "The second argument of `SocketException` is a text. It takes options, since there are several.",
    mend: "Put the code into an object.",
    example: 'throw new SocketException("Sold out", { code: "sold_out", status: 409 });',
  },
  E_NOT_A_FUNCTION: {
    cause:
      "A call takes a function and got something else: a promise (the function was called already), or nothing.",
    mend: "Pass the function without parentheses, or wrap what should happen into one.",
    example: "Socket.onConnect((socket) => greet(socket)); // not: Socket.onConnect(greet())",
  },
  E_NOT_A_SERVER: {
    cause: "`router.attach` got an HTTP server, a socket or nothing, where it takes Socket.IO's `Server`.",
    mend: "Make the `Server` first. `Socket.attach` of the facade takes an HTTP server too.",
  },
  E_NOT_RESERVED: {
    cause: "`router.builtIn` is for the events that Carillon's own clients send, such as `channel:join`.",
    mend: "Register events of your own by `router.socket`.",
    example: 'router.socket("orders:ship", ship);',
  },
  E_NODE_VERSION: {
    cause: "The process runs on a Node that is older than those on which Carillon is tested.",
    mend: "Install a newer one, and look in the container or the service file too: another `node` may come first in the path there.",
    example: "console.log(process.versions.node, process.execPath); // the Node that runs, and where it is",
  },
  E_RESERVED_EVENT: {
    cause:
      "The event belongs to Socket.IO (`connect`, `disconnect`, `newListener`, ...), to Carillon's client (`channel:join`, ...) or is one that only servers send.",
    mend: "Choose another name. What channels and notifications need is registered by `Route.channel` and `Route.notifications`.",
  },
  E_ROUTER_ATTACHED: {
    cause: "One router is attached to two servers, or twice to one.",
    mend: "Make a router for each server, or call `attach` once.",
    example: "createRouter().attach(io);\ncreateRouter().attach(otherIo);",
  },
  E_ROUTER_SEALED: {
    cause: "`configure` comes after `attach` or `seal`, when the routes have been compiled.",
    mend: "Configure first.",
    example: "const router = createRouter();\nrouter.configure({ timeoutMs: 10_000 });\nrouter.attach(io);",
  },
  E_SERVER_HAS_ROUTER: {
    cause:
      "A second router is attached to a server whose events a first one answers. Two would answer each ack twice.",
    mend: "Register all routes on one router; groups and files divide them.",
    example:
      "const router = createRouter();\nregisterChat(router);\nregisterOrders(router);\nrouter.attach(io);",
  },
  E_THROTTLE_CONFLICT: {
    cause:
      "Two throttles share a count by its name, and have different rates: which one holds would depend on the order of events.",
    mend: "Write the same rate in both, or give each a name of its own.",
    example:
      'Route.socket("a", handler, { middleware: ["throttle:60,1m,writes"] });\nRoute.socket("b", handler, { middleware: ["throttle:60,1m,writes"] });',
  },
  E_UNKNOWN_CONTROLLER: {
    cause: '`"Chat@send"` names a controller that is not registered (yet).',
    mend: 'Register it before the routes that name it, or give the class itself: `[ChatController, "send"]`.',
  },
  E_UNKNOWN_METHOD: {
    cause: "The controller has no such method. Static methods belong to the class, others to an instance.",
    mend: "Correct the name; the message has the nearest.",
  },
  E_UNKNOWN_MIDDLEWARE: {
    cause: "A route names a middleware that is neither built in nor registered.",
    mend: "Correct the name, or register it by `Route.middleware(name, factory)` before `attach`.",
  },
  E_UNKNOWN_OPTION: {
    cause:
      "An object of options has a key that there is not, mostly by a typing error. It would have been ignored.",
    mend: "Correct the key; the message has the nearest, or all of them.",
  },
  E_WRONG_PART: {
    cause:
      "A part that an application brings along, such as a database, a store or a client, has none of the methods that are needed.",
    mend: "Give an instance, not the class or the module, and one that is open.",
    example:
      'import { DatabaseSync } from "node:sqlite";\n\nconst store = new SqliteTokenStore(new DatabaseSync("app.db"));',
  },
  E_EXCEPTION_MESSAGE: {
    cause:
      "A `SocketException` was made without a text, or with something else first, such as an error or its options.",
    mend: "Begin with what the client reads; the error behind it is the option `cause`.",
    example: 'throw new SocketException("Sold out", { code: "sold_out", status: 409, cause: error });',
  },
};
