const handler = () => 1;

/** What JavaScript lets through: calls whose arguments are missing, of the wrong kind, or have unknown keys. */
export const routes = [
  [
    "group without callback",
    ({ route }) => route.socketGroup({ prefix: "a" }),
    "E_NOT_A_FUNCTION: Route.socketGroup takes a function: Route.socketGroup(options, (route) => { ... }). It got undefined.",
  ],
  [
    "group callback first",
    ({ route }) => route.socketGroup(handler),
    'E_BAD_OPTION: Route.socketGroup takes its options as an object, e.g. { middleware: ["auth:socket"] }.',
  ],
  [
    "group middleware {}",
    ({ route }) => route.socketGroup({ middleware: {} }, handler),
    "E_BAD_MIDDLEWARE: A middleware is a function ({ socket, payload, context, io, next }) or an object with handle().",
  ],
  [
    "route middleware {}",
    ({ route, boot }) => {
      route.socket("p", handler, { middleware: {} });
      return boot();
    },
    "E_BAD_MIDDLEWARE: A middleware is a function ({ socket, payload, context, io, next }) or an object with handle().",
  ],
  [
    "route middleware undefined in list",
    ({ route, boot }) => {
      route.socket("p", handler, { middleware: [undefined] });
      return boot();
    },
    "E_BAD_MIDDLEWARE: A middleware is a function ({ socket, payload, context, io, next }) or an object with handle().",
  ],
  [
    "route middleware express",
    ({ route, boot }) => {
      route.socket("p", handler, { middleware: (_req, _res, next) => next() });
      return boot();
    },
    "E_BAD_MIDDLEWARE: A middleware of events takes one object, ({ socket, payload, context, io, next }) => next(); this one has 3 parameters. For handshakes, write Socket.use((socket, next) => ...).",
  ],
  [
    "route middleware (socket,next)",
    ({ route, boot }) => {
      route.socket("p", handler, { middleware: (_s, next) => next() });
      return boot();
    },
    "E_BAD_MIDDLEWARE: A middleware of events takes one object, ({ socket, payload, context, io, next }) => next(); this one has 2 parameters. For handshakes, write Socket.use((socket, next) => ...).",
  ],
  [
    "middleware number",
    ({ route, boot }) => {
      route.socket("p", handler, { middleware: 5 });
      return boot();
    },
    "E_BAD_MIDDLEWARE: A middleware is a function ({ socket, payload, context, io, next }) or an object with handle().",
  ],
  [
    "Route.middleware without factory",
    ({ route }) => route.middleware("x"),
    'E_BAD_MIDDLEWARE: Middleware "x" is registered with a factory: Route.middleware("x", () => middleware).',
  ],
  [
    "Route.middleware twice",
    ({ route }) => {
      route.middleware("x", () => handler);
      route.middleware("x", () => handler);
    },
    'E_DUPLICATE_MIDDLEWARE: There is a middleware "x" already; rename one or remove one.',
  ],
  [
    "Route.middleware overriding auth",
    ({ route, boot }) => {
      route.middleware("auth", () => handler);
      return boot();
    },
    'E_DUPLICATE_MIDDLEWARE: The middleware "auth" is Carillon\'s own; give yours another name.',
  ],
  [
    "Route.middleware bad name",
    ({ route }) => route.middleware("x:y", () => handler),
    'E_BAD_MIDDLEWARE_NAME: A middleware\'s name is letters, digits, ".", "-" and "_"; got "x:y".',
  ],
  [
    "factory returning nothing",
    ({ route, boot }) => {
      route.middleware("x", () => undefined);
      route.socket("p", handler, { middleware: "x" });
      return boot();
    },
    'E_BAD_MIDDLEWARE: Route "p": What the factory of "x" made is a function ({ socket, payload, context, io, next }) or an object with handle().',
  ],
  [
    "factory that is the middleware",
    ({ route, boot }) => {
      route.middleware("x", ({ next }) => next());
      route.socket("p", handler, { middleware: "x" });
      return boot();
    },
    'E_BAD_MIDDLEWARE: Route "p": The factory of "x" failed: Cannot destructure property \'next\' of \'undefined\' as it is undefined.. It gets the arguments behind the colon and returns the middleware: Route.middleware("x", () => middleware).',
  ],
  [
    "idempotent number",
    ({ route, boot }) => {
      route.socket("p", handler, { idempotent: 5 });
      return boot();
    },
    'E_BAD_OPTION: Route.socket("p"): idempotent takes its options as an object, such as { key: ... }; got a number.',
  ],
  [
    "idempotent unknown key",
    ({ route, boot }) => {
      route.socket("p", handler, { idempotent: { ttl: 5 } });
      return boot();
    },
    'E_UNKNOWN_OPTION: Route.socket("p"): idempotent has no option "ttl"; did you mean "ttlMs"?',
  ],
  [
    "limits negative",
    ({ route, boot }) => {
      route.socket("p", handler, { limits: { bytes: -5 } });
      return boot();
    },
    "E_BAD_OPTION: limits.bytes is a number of at least 0; got -5.",
  ],
  [
    "limits text",
    ({ route, boot }) => {
      route.socket("p", handler, { limits: { bytes: "1kb" } });
      return boot();
    },
    "E_BAD_OPTION: limits.bytes is a number of at least 0; got 1kb.",
  ],
  [
    "onError nothing",
    ({ route }) => route.onError(undefined),
    "E_NOT_A_FUNCTION: onError takes a function: onError((error, context) => { ... }). It got undefined.",
  ],
  [
    "onConnect nothing",
    ({ route }) => route.onConnect(undefined),
    "E_NOT_A_FUNCTION: onConnect takes a function: onConnect(async (socket, context) => { ... }). It got undefined.",
  ],
  [
    "onDisconnect nothing",
    ({ route }) => route.onDisconnect("x"),
    "E_NOT_A_FUNCTION: onDisconnect takes a function: onDisconnect((socket, context) => { ... }). It got a string.",
  ],
  [
    "fallback nothing",
    ({ route }) => route.fallback(undefined),
    'E_BAD_HANDLER: Route.socket("*") needs a handler: a function, "Controller@method", [Controller, "method"] or an object with handle(); got undefined (is the method\'s name right?).',
  ],
  [
    "controller without handle",
    ({ route, boot }) => {
      route.socket("p", { handles: handler });
      return boot();
    },
    'E_UNKNOWN_METHOD: Route "p": (object) has no method "handle"; did you mean "handles"?',
  ],
  [
    "class without handle",
    ({ route, boot }) => {
      route.socket("p", class X {});
      return boot();
    },
    'E_UNKNOWN_METHOD: Route "p": X has no method "handle".',
  ],
  [
    "tuple missing method",
    ({ route, boot }) => {
      route.socket("p", [class X {}, "go"]);
      return boot();
    },
    'E_UNKNOWN_METHOD: Route "p": X has no method "go".',
  ],
  [
    "tuple of one",
    ({ route, boot }) => {
      route.socket("p", [class X {}]);
      return boot();
    },
    'E_UNKNOWN_METHOD: Route "p": X has no method "undefined".',
  ],
  [
    "controller name w/ @",
    ({ route }) => route.useSocketController("A@b", class A {}),
    'E_BAD_CONTROLLER_NAME: A controller\'s name is one word without "@", such as "ChatController".',
  ],
  [
    "controller name none",
    ({ route }) => route.useSocketController(undefined, class A {}),
    'E_BAD_CONTROLLER_NAME: A controller\'s name is one word without "@", such as "ChatController".',
  ],
  [
    "controller class first",
    ({ route }) => route.useSocketController(class A {}),
    'E_BAD_CONTROLLER_NAME: A controller\'s name is one word without "@", such as "ChatController".',
  ],
  [
    "event with spaces",
    ({ route }) => route.socket(" ping ", handler),
    'E_BAD_EVENT_NAME: The event\'s name " ping " begins or ends with a space; write "ping".',
  ],
  [
    "namespace number",
    ({ route }) => route.socketGroup({ namespace: 5 }, handler),
    'E_BAD_NAMESPACE: A group\'s namespace is a name such as "/admin" or a RegExp.',
  ],
  [
    "group: timeoutMs text",
    ({ route }) => route.socketGroup({ timeoutMs: "5s" }, handler),
    "E_BAD_OPTION: Route.socketGroup: timeoutMs is a number of milliseconds, 0 for none; got 5s.",
  ],
  [
    "channel unknown key",
    ({ route }) => route.channel("o.{id}", { join: handler, presense: true }),
    'E_UNKNOWN_OPTION: The rule of channel "o.{id}" has no option "presense"; did you mean "presence"?',
  ],
  [
    "channel rule join text",
    ({ route }) => route.channel("o.{id}", { join: true }),
    'E_CHANNEL_RULE: The channel "o.{id}" has no join; without it no client could join. Write channel("o.{id}", ({ user }, params) => boolean), or a class or an object with join(context, params).',
  ],
  [
    "channel rule true",
    ({ route }) => route.channel("o.{id}", true),
    'E_CHANNEL_RULE: The channel "o.{id}" has no join; without it no client could join. Write channel("o.{id}", ({ user }, params) => boolean), or a class or an object with join(context, params).',
  ],
  [
    "channel history text",
    ({ route }) => route.channel("o.{id}", { join: handler, history: "yes" }),
    'E_BAD_OPTION: The rule of channel "o.{id}": history takes its options as an object, such as { size: ... }; got a string.',
  ],
  [
    "channel history unknown key",
    ({ route }) => route.channel("o.{id}", { join: handler, history: { count: 5 } }),
    'E_UNKNOWN_OPTION: The rule of channel "o.{id}": history has no option "count". Known: size, ttlMs.',
  ],
  [
    "channel presence text",
    ({ route }) => route.channel("o.{id}", { join: handler, presence: "yes" }),
    'E_BAD_OPTION: The rule of channel "o.{id}": presence takes its options as an object, such as { mode: ... }; got a string.',
  ],
  [
    "channel presence unknown key",
    ({ route }) => route.channel("o.{id}", { join: handler, presence: { inf: handler } }),
    'E_UNKNOWN_OPTION: The rule of channel "o.{id}": presence has no option "inf"; did you mean "info"?',
  ],
  [
    "channel whisper text",
    ({ route }) => route.channel("o.{id}", { join: handler, whisper: "typing" }),
    'E_CHANNEL_RULE: The rule of channel "o.{id}": whisper is a list of events such as ["typing"], or a function.',
  ],
  [
    "channel guests text",
    ({ route }) => route.channel("o.{id}", { join: handler, guests: "yes" }),
    'E_CHANNEL_RULE: The rule of channel "o.{id}": guests is true or false.',
  ],
  [
    "channel guards unknown",
    ({ route, boot }) => {
      route.channel("o.{id}", { join: handler, guards: ["nope"] });
      return boot();
    },
    'E_UNKNOWN_GUARD: There is no guard "nope". No guard is registered. Register it with guards: { "nope": ... } or guard("nope", ...).',
  ],
  [
    "channel onJoin text",
    ({ route }) => route.channel("o.{id}", { join: handler, onJoin: "x" }),
    'E_NOT_A_FUNCTION: The rule of channel "o.{id}": onJoin takes a function: onJoin: (context, params) => { ... }. It got a string.',
  ],
  [
    "channel pattern number",
    ({ route }) => route.channel(5, handler),
    'E_CHANNEL_PATTERN: A channel\'s pattern is a text such as "orders.{orderId}"; got number.',
  ],
  [
    "channel leave, unknown optionion",
    ({ route }) => route.channel("o.{id}", { join: handler, leave: "x" }),
    'E_NOT_A_FUNCTION: The rule of channel "o.{id}": leave takes a function: leave: (context, params) => { ... }. It got a string.',
  ],
  [
    "notifications options text",
    ({ route }) => route.notifications("x"),
    'E_UNKNOWN_OPTION: Route.socket("notifications:list") has no option "0". Known: middleware, auth, timeoutMs, limits, ordering, idempotent, payload, reply.',
  ],
  [
    "notifications twice",
    ({ route }) => {
      route.notifications();
      route.notifications();
    },
    'E_DUPLICATE_ROUTE: "notifications:list" already has a route (where); rename one or remove one.',
  ],
];
