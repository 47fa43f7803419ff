import { consoleLogger, reservedReason } from "@carillon/socket-contract";
import type { ContractDefinition, Logger } from "@carillon/socket-contract";
import type { Server, Socket } from "socket.io";
import { compileRoute, schemasOf } from "./compile.js";
import type { CompiledRoute, CompileEnvironment } from "./compile.js";
import { Connection } from "./connection.js";
import { ConnectionHooks } from "./connection-hooks.js";
import type { ConnectHook, DisconnectHook } from "./connection-hooks.js";
import { Controllers } from "./controllers.js";
import type { ControllerResolver } from "./controllers.js";
import { Dispatcher } from "./dispatcher.js";
import { Failures } from "./failures.js";
import type { ErrorHook } from "./failures.js";
import { defineRoute, enterGroup, rootScope } from "./group.js";
import type { GroupScope } from "./group.js";
import { claim, takeOver } from "./hook.js";
import type { Hook } from "./hook.js";
import { MemoryIdempotencyStore } from "./idempotency-store.js";
import type { IdempotencyStore } from "./idempotency-store.js";
import type { PayloadLimits } from "./limits.js";
import { middlewareName, Middlewares } from "./middlewares.js";
import type { GroupOptions, NamespaceName, RouteDefinition, RouteInfo, RouteOptions } from "./route.js";
import { RouteTable } from "./route-table.js";
import { callerLine } from "./source-line.js";
import { throttleFactory } from "./throttle.js";
import type { HandlerReference, MiddlewareFactory, PayloadOf, ReplyOf, RouteName } from "./types.js";
import type { RedisClient } from "./redis-command.js";

/** How a {@link Router} behaves. Everything has a default. */
export interface RouterOptions {
  /** Payload and reply schemas for all routes, by event name. */
  readonly contract?: ContractDefinition;
  /** Milliseconds until an unanswered event is answered with `timeout`; 0 waits forever. Default 30,000. */
  readonly timeoutMs?: number;
  /** The largest payload that routes accept. Default: no limit but Socket.IO's `maxHttpBufferSize`. */
  readonly limits?: PayloadLimits;
  /** Checks what handlers return against the reply schema. Default: unless `NODE_ENV` is `"production"`. */
  readonly validateReplies?: boolean;
  /** How many events of one socket may wait in one queue; more are answered with `unavailable`. Default 1,000. */
  readonly maxQueued?: number;
  /** Builds controller instances, e.g. with a container. Default: `new Controller()`. */
  readonly resolve?: ControllerResolver;
  /** Where failures are logged. Default: the console. */
  readonly logger?: Logger;
  /** Masks secrets in failure envelopes before they are sent. Default: they go out as thrown. */
  readonly scrub?: <Value>(value: Value) => Value;
  /** Keeps the answers of idempotent routes. Default: in memory. */
  readonly idempotencyStore?: IdempotencyStore;
  /** A connected Redis client in which `throttle` counts, for several nodes. Default: in memory. */
  readonly redis?: RedisClient;
  /** How events are taken over from Socket.IO. Default: the cheapest way that its version supports. */
  readonly hook?: Hook;
}

/**
 * Routes for Socket.IO events.
 *
 * Each event with a route gets exactly one answer; events without one stay with the listeners of the application.
 *
 * @example
 * ```ts
 * import { createRouter } from "@carillon/socket-router";
 * import { Server } from "socket.io";
 *
 * const router = createRouter();
 * router.socket("ping", () => "pong");
 *
 * const io = new Server(3000);
 * router.attach(io);
 * ```
 * @see The seed document, "Route.socket and Route.socketGroup".
 */
export class Router {
  readonly #options: RouterOptions;
  readonly #environment: CompileEnvironment;
  readonly #controllers: Controllers;
  readonly #middlewares = new Middlewares();
  readonly #failures: Failures;
  readonly #dispatcher: Dispatcher;
  readonly #hooks: ConnectionHooks;
  readonly #definitions: RouteDefinition[] = [];
  readonly #fallbacks: RouteDefinition[] = [];
  readonly #tables = new Map<string, NamespaceTable>();
  #scope: GroupScope = rootScope;
  #sealed = false;
  #io: Server | undefined;

  constructor(options: RouterOptions = {}) {
    this.#options = options;
    this.#controllers = new Controllers(options.resolve);
    this.#failures = new Failures(options.logger ?? consoleLogger, options.scrub);
    this.#dispatcher = new Dispatcher(this.#failures, options.maxQueued ?? 1_000);
    this.#hooks = new ConnectionHooks(this.#failures);
    this.#environment = {
      controllers: this.#controllers,
      middlewares: this.#middlewares,
      contract: options.contract,
      timeoutMs: options.timeoutMs ?? 30_000,
      limits: options.limits,
      validateReplies: options.validateReplies ?? process.env["NODE_ENV"] !== "production",
      idempotencyStore: options.idempotencyStore ?? new MemoryIdempotencyStore(),
    };
    this.#middlewares.register("throttle", throttleFactory(options.redis));
  }

  /**
   * Registers the handler of an event.
   *
   * @param event - Its name; prefixes of the groups around are put before it.
   * @param handler - A function, `"Controller@method"`, `[Controller, "method"]` or an object with `handle()`.
   * @param options - Middleware, guard, timeout, limits, ordering, schemas; see {@link RouteOptions}.
   * @throws TypeError for a malformed name, handler or option.
   * @throws Error for a reserved name or a second route of the same name.
   */
  socket<const Event extends RouteName>(
    event: Event,
    handler: HandlerReference<PayloadOf<NoInfer<Event>>, ReplyOf<NoInfer<Event>>>,
    options: RouteOptions = {},
  ): this {
    checkEvent(event);
    checkHandler(event, handler as HandlerReference);
    const definition = defineRoute(this.#scope, event, handler as HandlerReference, options, callerLine());
    const reason = reservedReason(definition.event);
    if (reason) throw new Error(`A route cannot be named so: ${reason}`);
    const twin = this.#definitions.find(
      (other) =>
        other.event === definition.event &&
        namespaceKey(other.namespace) === namespaceKey(definition.namespace),
    );
    if (twin) {
      throw new Error(
        `"${definition.event}" already has a route${twin.source ? ` (${twin.source})` : ""}; rename one or remove one.`,
      );
    }
    this.#definitions.push(definition);
    if (this.#sealed) this.#install(definition);
    return this;
  }

  /**
   * Shares a prefix, middleware and other options with all routes registered inside the callback. Groups nest.
   *
   * @param options - See {@link GroupOptions}.
   * @param callback - Registers the routes, synchronously.
   * @throws TypeError for a malformed option or an asynchronous callback.
   */
  socketGroup(options: GroupOptions, callback: (route: this) => void): this {
    const outer = this.#scope;
    this.#scope = enterGroup(outer, options);
    let result: unknown;
    try {
      result = callback(this);
    } finally {
      this.#scope = outer;
    }
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === "function") {
      (result as PromiseLike<unknown>).then(undefined, () => undefined);
      throw new TypeError(
        "A group's callback is synchronous: routes registered after an await would fall outside of the group. " +
          "Load what you need first, then call Route.socketGroup.",
      );
    }
    return this;
  }

  /**
   * Names a controller for `"Controller@method"`.
   *
   * @param name - One word without `@`.
   * @param controller - A class (static methods first, then one instance), an instance or an object.
   * @throws Error when another controller has the name.
   */
  useSocketController(name: string, controller: object): this {
    this.#controllers.register(name, controller);
    return this;
  }

  /**
   * Names a middleware for `middleware: ["name:arg1,arg2"]`.
   *
   * @param name - Letters, digits, `.`, `-`, `_`.
   * @param factory - Gets the arguments behind the colon and returns the middleware; called once for each use.
   */
  middleware(name: string, factory: MiddlewareFactory): this {
    this.#middlewares.register(name, factory);
    return this;
  }

  /**
   * Handles the events that have neither a route nor a listener; `context.event` tells which one it is.
   *
   * @throws Error for a second fallback in the same namespace.
   */
  fallback(handler: HandlerReference, options: RouteOptions = {}): this {
    const definition = { ...defineRoute(this.#scope, "", handler, options, callerLine()), event: "*" };
    const key = namespaceKey(definition.namespace);
    if (this.#fallbacks.some((other) => namespaceKey(other.namespace) === key)) {
      throw new Error(`The namespace "${key}" already has a fallback.`);
    }
    this.#fallbacks.push(definition);
    if (this.#sealed) this.#installFallback(definition);
    return this;
  }

  /** Sees every error before it is answered; a `SocketException` that it returns is answered instead. */
  onError(hook: ErrorHook): this {
    this.#failures.onError(hook);
    return this;
  }

  /**
   * Runs once for each connection, before its first event. Events that arrive meanwhile wait, in order.
   *
   * A hook that throws closes the connection: half a connection is worse than none.
   */
  onConnect(hook: ConnectHook): this {
    this.#hooks.connect.push(hook);
    return this;
  }

  /** Runs once for each connection that ended, with Socket.IO's reason. */
  onDisconnect(hook: DisconnectHook): this {
    this.#hooks.disconnect.push(hook);
    return this;
  }

  /** All routes in order of registration, for tools. */
  routes(): RouteInfo[] {
    return this.#definitions.map((definition) => this.#describe(definition));
  }

  /** The namespaces that have routes or a fallback; `"/"` always. */
  namespaces(): NamespaceName[] {
    const all = new Map<string, NamespaceName>([["/", "/"]]);
    for (const { namespace } of [...this.#definitions, ...this.#fallbacks])
      all.set(namespaceKey(namespace), namespace);
    return [...all.values()];
  }

  /**
   * Compiles all routes. `attach` does it; call it earlier to fail earlier.
   *
   * @throws TypeError for an unknown controller, method or middleware, naming the route and the nearest known name.
   */
  seal(): this {
    if (this.#sealed) return this;
    for (const definition of this.#definitions) this.#install(definition);
    for (const definition of this.#fallbacks) this.#installFallback(definition);
    this.#sealed = true;
    return this;
  }

  /**
   * Answers the events of a Socket.IO server. Its listeners, middleware and other namespaces stay as they are.
   *
   * @param io - The server; the application's own `new Server()` will do.
   * @throws Error when this router is attached already, or when the server has another one.
   */
  attach(io: Server): this {
    if (this.#io) throw new Error("This router is attached already; use one router for each server.");
    this.seal();
    if (!claim(io)) throw new Error("This server has a router already; register all routes on one router.");
    this.#io = io;
    for (const namespace of this.namespaces()) this.#listen(this.#tableOf(namespace), io);
    return this;
  }

  #install(definition: RouteDefinition): void {
    this.#placeOf(definition).add(compileRoute(definition, this.#environment));
  }

  #installFallback(definition: RouteDefinition): void {
    const compiled: CompiledRoute = compileRoute(definition, this.#environment);
    this.#placeOf(definition).setFallback(compiled);
  }

  #placeOf({ namespace }: RouteDefinition): RouteTable {
    const place = this.#tableOf(namespace);
    if (this.#io) this.#listen(place, this.#io);
    return place.routes;
  }

  #tableOf(namespace: NamespaceName): NamespaceTable {
    const key = namespaceKey(namespace);
    let table = this.#tables.get(key);
    if (table === undefined)
      this.#tables.set(key, (table = { namespace, routes: new RouteTable(), listening: false }));
    return table;
  }

  #listen(table: NamespaceTable, io: Server): void {
    if (table.listening) return;
    table.listening = true;
    const connected = (socket: Socket): void => {
      this.#connect(socket, io, table.routes);
    };
    if (table.namespace === "/") io.on("connection", connected);
    else io.of(table.namespace).on("connection", connected);
  }

  #connect(socket: Socket, io: Server, routes: RouteTable): void {
    const connection = new Connection(socket, io, routes, this.#dispatcher);
    takeOver(connection, () => routes.events(), this.#options.hook);
    this.#hooks.run(connection);
  }

  #describe(definition: RouteDefinition): RouteInfo {
    const names = definition.middleware.map(middlewareName);
    const schemas = schemasOf(definition, this.#options.contract);
    return {
      event: definition.event,
      namespace: namespaceKey(definition.namespace),
      handler: handlerName(definition.handler),
      middleware: names.filter((name) => !name.startsWith("auth:")),
      guards: names.filter((name) => name.startsWith("auth:")).flatMap((name) => name.slice(5).split(",")),
      schema: { payload: schemas.payload !== undefined, reply: schemas.reply !== undefined },
      timeoutMs: definition.timeout ?? this.#environment.timeoutMs,
      source: definition.source,
    };
  }
}

/**
 * Creates a {@link Router}.
 *
 * @param options - See {@link RouterOptions}.
 */
export function createRouter(options?: RouterOptions): Router {
  return new Router(options);
}

/** A namespace's routes, and whether its connections are listened for. */
interface NamespaceTable {
  readonly namespace: NamespaceName;
  readonly routes: RouteTable;
  listening: boolean;
}

function namespaceKey(namespace: NamespaceName): string {
  return typeof namespace === "string" ? namespace : String(namespace);
}

function handlerName(handler: HandlerReference): string {
  if (typeof handler === "string") return handler;
  if (Array.isArray(handler)) return `${handlerName(handler[0] as HandlerReference)}@${String(handler[1])}`;
  if (typeof handler === "function") return handler.name || "(anonymous)";
  return (handler as { constructor?: { name?: string } }).constructor?.name ?? "(object)";
}

function checkEvent(event: unknown): void {
  if (typeof event !== "string" || event === "") {
    throw new TypeError(
      `An event's name is a string such as "chat:message"; got ${event === "" ? "an empty one" : typeof event}.`,
    );
  }
}

function checkHandler(event: string, handler: HandlerReference): void {
  if (typeof handler === "function" || (typeof handler === "object" && (handler as unknown) !== null)) return;
  if (typeof handler === "string" && handler.includes("@")) return;
  throw new TypeError(
    `Route.socket("${event}") needs a handler: a function, "Controller@method", [Controller, "method"] or an object ` +
      `with handle(); got ${(handler as unknown) === undefined ? "undefined (is the method's name right?)" : JSON.stringify(handler)}.`,
  );
}
