import type { Mistake } from "./mistake.js";

const handler = (): string => "answer";

/** While routes and channels are registered. */
export const routeMistakes: readonly Mistake[] = [
  [
    "an event without a name",
    ({ route }) => route["socket"]?.("", handler),
    'E_BAD_EVENT_NAME: An event\'s name is a string such as "chat:message"; got an empty one.',
  ],
  [
    "a name that is no text",
    ({ route }) => route["socket"]?.(7, handler),
    'E_BAD_EVENT_NAME: An event\'s name is a string such as "chat:message"; got number.',
  ],
  [
    "an event of Socket.IO itself",
    ({ route }) => route["socket"]?.("disconnect", handler),
    'E_RESERVED_EVENT: Invalid route name: "disconnect" belongs to Socket.IO and can be forged by any client; use a name of your own, such as "app:disconnect".',
  ],
  [
    "an event that the server sends",
    ({ route }) => route["socket"]?.("error:socket", handler),
    'E_RESERVED_EVENT: Invalid route name: "error:socket" is sent by Carillon itself; use a name of your own, such as "app:error:socket".',
  ],
  [
    "an event of channels",
    ({ route }) => route["socket"]?.("channel:join", handler),
    'E_RESERVED_EVENT: Invalid route name: "channel:join" is answered by Carillon itself; use a name of your own, such as "app:channel:join".',
  ],
  [
    "the event of refreshing",
    ({ route }) => route["socket"]?.("auth:refresh", handler),
    'E_RESERVED_EVENT: Invalid route name: "auth:refresh" is answered by Carillon itself; use a name of your own, such as "app:auth:refresh".',
  ],
  [
    "one event twice",
    ({ route }) => {
      route["socket"]?.("ping", handler);
      route["socket"]?.("ping", handler);
    },
    'E_DUPLICATE_ROUTE: "ping" already has a route (where); rename one or remove one.',
  ],
  [
    "no handler",
    ({ route }) => route["socket"]?.("ping"),
    'E_BAD_HANDLER: Route.socket("ping") needs a handler: a function, "Controller@method", [Controller, "method"] or an object with handle(); got undefined (is the method\'s name right?).',
  ],
  [
    "a controller without a method",
    ({ route }) => route["socket"]?.("ping", "ChatController"),
    'E_BAD_HANDLER: Route.socket("ping") needs a handler: a function, "Controller@method", [Controller, "method"] or an object with handle(); got "ChatController".',
  ],
  [
    "a controller that was never registered",
    ({ route, boot }) => {
      route["socket"]?.("ping", "ChatController@send");
      return boot();
    },
    'E_UNKNOWN_CONTROLLER: Route "ping": There is no controller "ChatController" for "ChatController@send". Register it first: Route.useSocketController("ChatController", ChatController).',
  ],
  [
    "a method that the controller does not have",
    ({ route, boot }) => {
      route["useSocketController"]?.(
        "ChatController",
        class ChatController {
          send() {
            return 1;
          }
        },
      );
      route["socket"]?.("ping", "ChatController@sned");
      return boot();
    },
    'E_UNKNOWN_METHOD: Route "ping": ChatController has no method "sned"; did you mean "send"?',
  ],
  [
    "a controller that is undefined",
    ({ route }) => route["useSocketController"]?.("ChatController", undefined),
    'E_BAD_CONTROLLER: Controller "ChatController" is a class, an instance or an object with methods.',
  ],
  [
    "middleware with a typing error",
    ({ route, boot }) => {
      route["socket"]?.("ping", handler, { middleware: ["auht:socket"] });
      return boot();
    },
    'E_UNKNOWN_MIDDLEWARE: Route "ping": there is no middleware "auht"; did you mean "auth"? Register it with Route.middleware("auht", factory).',
  ],
  [
    "a throttle that is no number",
    ({ route, boot }) => {
      route["socket"]?.("ping", handler, { middleware: ["throttle:many,1m"] });
      return boot();
    },
    'E_BAD_RATE: Route "ping": throttle takes points and a duration: "throttle:60,1m".',
  ],
  [
    "a throttle with an unknown unit",
    ({ route, boot }) => {
      route["socket"]?.("ping", handler, { middleware: ["throttle:60,1fortnight"] });
      return boot();
    },
    'E_BAD_DURATION: Route "ping": "1fortnight" is not a duration; write "500ms", "10s", "1m", "2h" or "1d".',
  ],
  [
    "a guard that is not there",
    ({ route, boot }) => {
      route["socket"]?.("ping", handler, { middleware: ["auth:admin"] });
      return boot();
    },
    'E_UNKNOWN_GUARD: There is no guard "admin". No guard is registered. Register it with guards: { "admin": ... } or guard("admin", ...).',
  ],
  [
    "a member of nothing",
    ({ route, boot }) => {
      route["socket"]?.("ping", handler, { middleware: ["member:"] });
      return boot();
    },
    'E_MEMBER_PATTERN: Route "ping": The middleware member needs a room pattern, got ""; write for example "member:rooms.{room}".',
  ],
  [
    "an unknown option of a route",
    ({ route }) => route["socket"]?.("ping", handler, { midleware: [] }),
    'E_UNKNOWN_OPTION: Route.socket("ping") has no option "midleware"; did you mean "middleware"?',
  ],
  [
    "the old name of a deadline",
    ({ route }) => route["socket"]?.("ping", handler, { timeout: 5 }),
    'E_UNKNOWN_OPTION: Route.socket("ping") has no option "timeout"; did you mean "timeoutMs"?',
  ],
  [
    "a deadline that is text",
    ({ route }) => route["socket"]?.("ping", handler, { timeoutMs: "5s" }),
    'E_BAD_OPTION: Route.socket("ping"): timeoutMs is a number of milliseconds, 0 for none; got 5s.',
  ],
  [
    "a deadline below zero",
    ({ route }) => route["socket"]?.("ping", handler, { timeoutMs: -1 }),
    'E_BAD_OPTION: Route.socket("ping"): timeoutMs is a number of milliseconds, 0 for none; got -1.',
  ],
  [
    "an unknown order",
    ({ route }) => route["socket"]?.("ping", handler, { ordering: "random" }),
    'E_BAD_OPTION: Route.socket("ping"): ordering is "concurrent" or "serial"; got "random".',
  ],
  [
    "a schema that is none",
    ({ route }) => route["socket"]?.("ping", handler, { payload: { text: String } }),
    'E_BAD_SCHEMA: Route.socket("ping"): payload is a Standard Schema of zod 3.24, valibot 1, arktype 2 or others, such as z.object({ text: z.string() }); got an object with the keys text.',
  ],
  [
    "a reply that is no schema",
    ({ route }) => route["socket"]?.("ping", handler, { reply: { id: Number } }),
    'E_BAD_SCHEMA: Route.socket("ping"): reply is a Standard Schema of zod 3.24, valibot 1, arktype 2 or others, such as z.object({ text: z.string() }); got an object with the keys id.',
  ],
  [
    "a group whose callback is async",
    ({ route }) => route["socketGroup"]?.({ prefix: "orders" }, async () => {}),
    "E_ASYNC_GROUP: A group's callback is synchronous: routes registered after an await would fall outside of the group. Load what you need first, then call Route.socketGroup.",
  ],
  [
    "a group with an unknown option",
    ({ route }) => route["socketGroup"]?.({ prefx: "orders" }, handler),
    'E_UNKNOWN_OPTION: Route.socketGroup has no option "prefx"; did you mean "prefix"?',
  ],
  [
    "a prefix that is no text",
    ({ route }) => route["socketGroup"]?.({ prefix: 7 }, handler),
    'E_BAD_PREFIX: A group\'s prefix is a string such as "orders", not number.',
  ],
  [
    "a namespace without its slash",
    ({ route }) => route["socket"]?.("ping", handler, { namespace: "admin" }),
    'E_UNKNOWN_OPTION: Route.socket("ping") has no option "namespace". Known: middleware, auth, timeoutMs, limits, ordering, idempotent, payload, reply.',
  ],
  [
    "a channel without a rule",
    ({ route }) => route["channel"]?.("orders.{id}"),
    'E_CHANNEL_RULE: The channel "orders.{id}" has no join; without it no client could join. Write channel("orders.{id}", ({ user }, params) => boolean), or a class or an object with join(context, params).',
  ],
  [
    "a channel in the shape of a path",
    ({ route }) => route["channel"]?.("orders/:id", () => true),
    'E_CHANNEL_PATTERN: The channel pattern "orders/:id" has no parameter in braces; write "orders/{id}", for example "orders.{orderId}".',
  ],
  [
    "a channel without a pattern",
    ({ route }) => route["channel"]?.("", () => true),
    'E_CHANNEL_PATTERN: The channel pattern "" is empty; write for example "orders.{orderId}".',
  ],
  [
    "a parameter that is not closed",
    ({ route }) => route["channel"]?.("orders.{id", () => true),
    'E_CHANNEL_PATTERN: The channel pattern "orders.{id" has braces that are no parameter; write for example "orders.{orderId}".',
  ],
  [
    "a parameter twice",
    ({ route }) => route["channel"]?.("orders.{id}.{id}", () => true),
    'E_CHANNEL_PATTERN: The channel pattern "orders.{id}.{id}" names a parameter twice; write for example "orders.{orderId}".',
  ],
  [
    "a rule without join",
    ({ route }) => route["channel"]?.("orders.{id}", { presence: true }),
    'E_CHANNEL_RULE: The channel "orders.{id}" has no join; without it no client could join. Write channel("orders.{id}", ({ user }, params) => boolean), or a class or an object with join(context, params).',
  ],
  [
    "one channel twice",
    ({ route }) => {
      route["channel"]?.("orders.{id}", () => true);
      route["channel"]?.("orders.{order}", () => true);
    },
    'E_CHANNEL_DEFINED_TWICE: The channel "orders.{order}" is already defined as "orders.{id}"; change one of them, or join the two rules.',
  ],
  [
    "guests in a channel with presence",
    ({ route }) => route["channel"]?.("orders.{id}", { join: () => true, guests: true, presence: true }),
    'E_CHANNEL_GUESTS_PRESENCE: The channel "orders.{id}" has guests and presence, but presence shows users by their ids, which guests do not have; remove one of the two, or define a second channel for guests.',
  ],
  [
    "guards of a channel as text",
    ({ route }) => route["channel"]?.("orders.{id}", { join: () => true, guards: "api" }),
    'E_CHANNEL_GUARDS: The guards of channel "orders.{id}" are a list of names, for example ["api"].',
  ],
];
