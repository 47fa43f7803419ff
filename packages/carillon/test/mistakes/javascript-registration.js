import { createServer } from "node:http";
import * as carillon from "carillon";
import * as router from "carillon/router";
import { FakeIo } from "carillon/testing";

const handler = () => 1;

class Checked {
  handle({ next }) {
    return next();
  }
}

/** Routes, controllers and middleware that are registered twice, under unknown names, or too late. */
export const registration = [
  [
    "attaching to an Express application that can listen",
    ({ socket }) => socket.attach(Object.assign(() => {}, { handle() {}, listen() {} })),
    "E_ATTACH_TARGET: Socket.attach takes an http, https or http2 server, a Socket.IO Server, or a port number; got an Express application. Write const server = createServer(app); Socket.attach(server); server.listen(3000).",
  ],
  [
    "attaching to a Fastify application",
    ({ socket }) => socket.attach({ server: createServer() }),
    "E_ATTACH_TARGET: Socket.attach takes an http, https or http2 server, a Socket.IO Server, or a port number; got an application. Attach to its server: Socket.attach(app.server).",
  ],
  [
    "a reference with two methods",
    ({ route, boot }) => {
      route.socket("ping", "ChatController@send@read");
      return boot();
    },
    'E_BAD_HANDLER: Route "ping": "ChatController@send@read" does not name a handler; write "Controller@method".',
  ],
  [
    "two controllers of one name",
    ({ route }) => {
      route.useSocketController("ChatController", class ChatController {});
      route.useSocketController("ChatController", class ChatController {});
    },
    'E_DUPLICATE_CONTROLLER: A different controller is already registered as "ChatController"; give this one another name.',
  ],
  [
    "two fallbacks",
    ({ route }) => {
      route.fallback(handler);
      route.fallback(handler);
    },
    'E_DUPLICATE_FALLBACK: The namespace "/" already has a fallback; register the second one in a group with another namespace.',
  ],
  [
    "a controller with a typing error",
    ({ route, boot }) => {
      route.useSocketController("ChatController", class ChatController {});
      route.socket("ping", "ChatControler@send");
      return boot();
    },
    'E_UNKNOWN_CONTROLLER: Route "ping": There is no controller "ChatControler" for "ChatControler@send". Did you mean "ChatController"? Register it first: Route.useSocketController("ChatControler", ChatControler).',
  ],
  [
    "a middleware that resembles none",
    ({ route, boot }) => {
      route.socket("ping", handler, { middleware: "verified" });
      return boot();
    },
    'E_UNKNOWN_MIDDLEWARE: Route "ping": there is no middleware "verified". Known: throttle, auth, can, member. Register it with Route.middleware("verified", factory).',
  ],
  [
    "a middleware as its class",
    ({ route, boot }) => {
      route.socket("ping", handler, { middleware: Checked });
      return boot();
    },
    "E_BAD_MIDDLEWARE: A middleware is a class; pass an instance: new Checked().",
  ],
  [
    "a prefix without a name",
    ({ route }) => route.socketGroup({ prefix: ":" }, handler),
    'E_BAD_PREFIX: A group\'s prefix has a name in it, such as "orders"; ":" has none.',
  ],
  [
    "auth as a list",
    ({ route }) => route.socket("ping", handler, { auth: ["api"] }),
    'E_BAD_OPTION: Route.socket("ping"): auth is true, false or the name of a guard.',
  ],
  [
    "one throttle with two rates",
    ({ route, boot }) => {
      route.socket("a", handler, { middleware: "throttle:10,1m,chat" });
      route.socket("b", handler, { middleware: "throttle:20,1m,chat" });
      return boot();
    },
    'E_THROTTLE_CONFLICT: Route "b": "throttle:20,1m,chat" shares its count with "throttle:10,1m,chat"; give both one rate, or one of them another name.',
  ],
  [
    "a known guard with a typing error",
    ({ route, socket, boot }) => {
      socket.guard("api", handler);
      route.socket("ping", handler, { middleware: "auth:apii" });
      return boot();
    },
    'E_UNKNOWN_GUARD: There is no guard "apii". Registered are: api; did you mean "api"? Register it with guards: { "apii": ... } or guard("apii", ...).',
  ],
  [
    "a guard that resembles none",
    ({ route, socket, boot }) => {
      socket.guard("api", handler);
      route.socket("ping", handler, { middleware: "auth:staff" });
      return boot();
    },
    'E_UNKNOWN_GUARD: There is no guard "staff". Registered are: api. Register it with guards: { "staff": ... } or guard("staff", ...).',
  ],
  [
    "an event of the application as a built-in one",
    () => router.createRouter().builtIn("chat:message", handler),
    'E_NOT_RESERVED: "chat:message" is no reserved client event; register it with router.socket("chat:message", handler).',
  ],
  [
    "one router on two servers",
    () => {
      const routes = router.createRouter();
      routes.attach(new FakeIo());
      routes.attach(new FakeIo());
    },
    "E_ROUTER_ATTACHED: This router is attached already; use one for each server.",
  ],
  [
    "two routers on one server",
    () => {
      const io = new FakeIo();
      router.createRouter().attach(io);
      router.createRouter().attach(io);
    },
    "E_SERVER_HAS_ROUTER: This server has a router already; register all routes on one router.",
  ],
  [
    "configuring a router that is attached",
    () => {
      const routes = router.createRouter();
      routes.attach(new FakeIo());
      routes.configure({ timeoutMs: 5 });
    },
    "E_ROUTER_SEALED: The router is sealed; configure it before attach() or seal().",
  ],
  [
    "a second configuration behind attach",
    ({ socket, boot }) => {
      boot();
      return socket.configure({ path: "/live" });
    },
    "E_ATTACHED: Sockets are attached already; configure them before Socket.attach(server).",
  ],
  [
    "the provider with a server alone",
    () => carillon.SocketServiceProvider(createServer()),
    "E_PROVIDER_OPTIONS: SocketServiceProvider takes options: SocketServiceProvider({ httpServer: server }).",
  ],
  [
    "the provider with a text",
    () => carillon.SocketServiceProvider("config.js"),
    "E_PROVIDER_OPTIONS: SocketServiceProvider takes options: SocketServiceProvider({ httpServer, config }).",
  ],
  [
    "the provider with a typing error",
    () => carillon.SocketServiceProvider({ httpSever: {} }),
    'E_PROVIDER_OPTIONS: SocketServiceProvider has no option "httpSever"; did you mean "httpServer"?',
  ],
  [
    "the provider with an unknown option",
    () => carillon.SocketServiceProvider({ httpServer: {}, retries: 3 }),
    'E_PROVIDER_OPTIONS: SocketServiceProvider has no option "retries". Known: httpServer, config, root, env.',
  ],
  [
    "a key of the configuration without its file",
    () => carillon.config.get("nowhere.port"),
    'E_CONFIG_KEY: config.get("nowhere.port"): there is no config/nowhere.{ts,mts,js,mjs,cjs} in (root). Create it, or give a fallback: config.get("nowhere.port", 3000).',
  ],
  [
    "an empty key of the configuration",
    () => carillon.config.get(""),
    'E_CONFIG_KEY: config.get takes a file\'s name and a key with a dot between them, such as "app.port"; got "".',
  ],
  [
    "no key of the configuration",
    () => carillon.config.get(),
    'E_CONFIG_KEY: config.get takes a file\'s name and a key with a dot between them, such as "app.port"; got undefined.',
  ],
  [
    "an environment that is none",
    () => carillon.withEnvironment({}, null),
    'E_ENVIRONMENT: withEnvironment takes a configuration and variables by name, withEnvironment({ path: "/live" }, process.env); its environment is null.',
  ],
  [
    "an environment that is text",
    () => carillon.withEnvironment({}, "production"),
    'E_ENVIRONMENT: withEnvironment takes a configuration and variables by name, withEnvironment({ path: "/live" }, process.env); its environment is string.',
  ],
  [
    "an address of Redis that is none",
    () => carillon.withEnvironment({}, { CARILLON_REDIS_URL: "localhost" }),
    'E_ENVIRONMENT: CARILLON_REDIS_URL is a URL such as "redis://127.0.0.1:6379".',
  ],
];
