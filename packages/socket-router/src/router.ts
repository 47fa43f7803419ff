import type {
  ContractDefinition,
  KnownName,
  OrAnyName,
  RegisteredContract,
  Schema,
} from "@carillon/socket-contract";
import { checkFunction, UsageError } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import type { ErrorHook } from "./answers/failures.js";
import type { Attachment } from "./attaching/attachment.js";
import { createAttachment } from "./attaching/create-attachment.js";
import type { ConnectHook, DisconnectHook } from "./connections/connection-hooks.js";
import type { DrainOptions } from "./draining/drain-options.js";
import type { MiddlewareFactory } from "./middleware/middleware.js";
import type {
  Handler,
  HandlerFor,
  HandlerReference,
  PayloadOf,
  ReplyOf,
  RouteName,
  SentPayloadOf,
} from "./registration/handler.js";
import { checkServer } from "./registration/registration-checks.js";
import { Registrations } from "./registration/registrations.js";
import type { GroupOptions, NamespaceName, RouteDefinition, RouteOptions } from "./registration/route.js";
import { describeRoute } from "./registration/route-info.js";
import type { RouteInfo } from "./registration/route-info.js";
import type { ContractGaps } from "./registration/route-registry.js";
import { checkRouterOptions, defaultTimeoutMs } from "./router-options.js";
import type { RouterOptions } from "./router-options.js";
import { throttleFactory } from "./throttling/throttle.js";

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
export class Router<const Contract extends ContractDefinition = RegisteredContract> {
  #options: RouterOptions;
  readonly #registrations: Registrations = new Registrations((controller) =>
    this.#options.resolve ? this.#options.resolve(controller) : new controller(),
  );
  /** The compiled routes, once they are sealed. */
  #attachment: Attachment | undefined;

  /** @param options - See {@link RouterOptions}. */
  constructor(options: RouterOptions<Contract> = {}) {
    checkRouterOptions("createRouter", options);
    this.#options = options;
    const throttle = throttleFactory(() => this.#options.redis);
    this.#registrations.middleware.registerBuiltIn("throttle", throttle);
  }

  /**
   * Changes options until the routes are sealed.
   *
   * @param options - Replace those of the same name.
   * @throws UsageError `E_ROUTER_SEALED` once the routes are sealed, `E_BAD_SCHEMA` for a contract whose schemas are none.
   */
  configure(options: RouterOptions): this {
    if (this.#attachment)
      throw new UsageError(
        "E_ROUTER_SEALED",
        "The router is sealed; configure it before attach() or seal().",
      );
    checkRouterOptions("router.configure", options);
    this.#options = { ...this.#options, ...options };
    return this;
  }

  /**
   * Registers the handler of an event.
   *
   * @param event - Its name; prefixes of the groups around are put before it.
   * @param handler - A function, `"Controller@method"`, `[Controller, "method"]` or an object with `handle()`.
   * @param options - Middleware, guard, `timeoutMs`, limits, ordering, schemas; see {@link RouteOptions}.
   * @throws UsageError `E_BAD_EVENT_NAME`, `E_BAD_HANDLER`, `E_BAD_OPTION`, `E_UNKNOWN_OPTION` or `E_BAD_SCHEMA` for what is malformed,
   *   `E_RESERVED_EVENT` for a reserved name, `E_DUPLICATE_ROUTE` for a second route of the same name.
   */
  socket<
    const Event extends OrAnyName<RouteName<Contract>>,
    Given = unknown,
    Payload extends Schema | undefined = undefined,
    Reply extends Schema | undefined = undefined,
  >(
    event: KnownName<Event, RouteName<Contract>>,
    handler: HandlerFor<
      Given,
      PayloadOf<NoInfer<Event>, Contract, NoInfer<Payload>>,
      ReplyOf<NoInfer<Event>, Contract, NoInfer<Reply>>,
      Contract
    >,
    options: RouteOptions<SentPayloadOf<NoInfer<Event>, Contract, NoInfer<Payload>>, Payload, Reply> = {},
  ): this {
    this.#registrations.addRoute(event, handler as HandlerReference, options, this.#attachment);
    return this;
  }

  /**
   * Shares a prefix, middleware and other options with all routes registered inside the callback. Groups nest.
   *
   * @param options - See {@link GroupOptions}.
   * @param callback - Registers the routes, synchronously.
   * @throws UsageError for a malformed option, `E_ASYNC_GROUP` for an asynchronous callback.
   */
  socketGroup(options: GroupOptions, callback: (route: this) => void): this {
    this.#registrations.inGroup(options, callback, this);
    return this;
  }

  /**
   * Names a controller for `"Controller@method"`.
   *
   * @param name - One word without `@`.
   * @param controller - A class (static methods first, then one instance), an instance or an object.
   * @throws UsageError `E_DUPLICATE_CONTROLLER` when another controller has the name.
   */
  useSocketController(name: string, controller: object): this {
    this.#registrations.controllers.register(name, controller);
    return this;
  }

  /**
   * Names a middleware for `middleware: ["name:arg1,arg2"]`.
   *
   * @param name - Letters, digits, `.`, `-`, `_`.
   * @param factory - Gets the arguments behind the colon and returns the middleware; called once for each use.
   * @throws UsageError `E_DUPLICATE_MIDDLEWARE` for another factory of the same name.
   */
  middleware(name: string, factory: MiddlewareFactory): this {
    this.#registrations.middleware.register(name, factory);
    return this;
  }

  /**
   * Names a middleware for packages that extend the router. It replaces the one of an earlier attach.
   *
   * @param name - Letters, digits, `.`, `-`, `_`.
   * @param factory - Gets the arguments behind the colon and returns the middleware.
   * @throws UsageError `E_DUPLICATE_MIDDLEWARE` where the application registered the name itself.
   */
  builtInMiddleware(name: string, factory: MiddlewareFactory): this {
    this.#registrations.middleware.registerBuiltIn(name, factory);
    return this;
  }

  /**
   * Handles the events that have neither a route nor a listener; `context.event` tells which one it is.
   *
   * @throws UsageError `E_DUPLICATE_FALLBACK` for a second fallback in the same namespace.
   */
  fallback(handler: HandlerReference, options: RouteOptions = {}): this {
    this.#registrations.addFallback(handler, options, this.#attachment);
    return this;
  }

  /**
   * Answers a reserved client event, such as `channel:join`, in every namespace of this router.
   *
   * For packages that extend the router. The event is dispatched as a route's: it waits for `onConnect`, obeys limits, middleware,
   * order and deadline, and gets one answer. Groups do not apply. A second handler replaces the first.
   *
   * @param event - One of the events that `reservedReason` calls Carillon's own; a route cannot have its name.
   * @param handler - Gets `(socket, payload, context, io)`; what it returns is the answer's `data`.
   * @param options - As for a route.
   * @throws UsageError `E_NOT_RESERVED` for the name of an ordinary event, which takes a route.
   */
  builtIn(event: string, handler: Handler, options: RouteOptions = {}): this {
    this.#registrations.addBuiltIn(event, handler, options, this.#attachment);
    return this;
  }

  /** Sees every error before it is answered; a `SocketException` that it returns is answered instead. */
  onError(hook: ErrorHook): this {
    checkFunction("onError", hook, "onError((error, context) => { ... })");
    this.#registrations.errorHooks.push(hook);
    return this;
  }

  /**
   * Runs once for each connection, before its first event. Events that arrive meanwhile wait, in order.
   *
   * A hook that throws, or is not done within the router's `timeoutMs`, closes the connection: half a connection is worse
   * than none. `context.signal` fires then, and when the client goes away.
   */
  onConnect(hook: ConnectHook): this {
    checkFunction("onConnect", hook, "onConnect(async (socket, context) => { ... })");
    this.#registrations.connectHooks.push(hook);
    return this;
  }

  /** Runs once for each connection that ended, with Socket.IO's reason. */
  onDisconnect(hook: DisconnectHook): this {
    checkFunction("onDisconnect", hook, "onDisconnect((socket, context) => { ... })");
    this.#registrations.disconnectHooks.push(hook);
    return this;
  }

  /**
   * All routes in order of registration, for tools.
   *
   * @param options - `builtIn: true` lists the reserved events behind them. Default: routes alone.
   */
  routes(options: { readonly builtIn?: boolean } = {}): RouteInfo[] {
    const { contract, timeoutMs = defaultTimeoutMs } = this.#options;
    const definitions = this.#registrations.routes.list(options.builtIn === true);
    return definitions.map((definition) => describeRoute(definition, contract, timeoutMs));
  }

  /** The namespaces that have routes or a fallback; `"/"` always. */
  namespaces(): NamespaceName[] {
    return this.#registrations.routes.namespaces();
  }

  /** Where the contract and the routes do not agree, for tools; `attach` warns of it. Nothing without a contract. */
  contractGaps(): ContractGaps {
    return this.#registrations.routes.gaps(this.#options.contract ?? {});
  }

  /**
   * Compiles all routes. `attach` does it; call it earlier to fail earlier.
   *
   * @throws UsageError `E_UNKNOWN_CONTROLLER`, `E_UNKNOWN_METHOD` or `E_UNKNOWN_MIDDLEWARE`, naming the route and the nearest known name.
   */
  seal(): this {
    this.#sealed();
    return this;
  }

  /**
   * Answers the events of a Socket.IO server. Its listeners, middleware and other namespaces stay as they are.
   *
   * @param io - The server; the application's own `new Server()` will do.
   * @throws UsageError `E_ROUTER_ATTACHED` when this router is attached already, `E_SERVER_HAS_ROUTER` when the server has
   *   another one, `E_NOT_A_SERVER` for anything that is no Socket.IO server.
   */
  attach(io: Server): this {
    checkServer(io);
    const attachment = this.#sealed();
    attachment.attach(io);
    attachment.warnOfGaps(this.contractGaps());
    return this;
  }

  /**
   * Gracefully disconnects all clients before shutdown, each once its events under way are answered. See {@link DrainOptions}.
   *
   * @returns Resolves when all clients are gone; close the server then. A second call gets the same promise.
   * @throws UsageError `E_BAD_OPTION` or `E_UNKNOWN_OPTION` for an option that cannot be used, `E_NOT_ATTACHED` before `attach`.
   */
  drain(options?: DrainOptions): Promise<void> {
    if (!this.#attachment?.isAttached)
      throw new UsageError("E_NOT_ATTACHED", "This router is not attached: call attach(io) before drain().");
    return this.#attachment.drain(options);
  }

  /**
   * Forgets the server, so that the routes can be changed and attached to another one. The old server keeps answering with the
   * routes as they were; drain and close it before.
   */
  detach(): this {
    this.#attachment = undefined;
    return this;
  }

  /**
   * Registers what another router has, and shares nothing else with it. For packages that extend the router.
   *
   * @param change - Makes the definition to register instead of another's.
   */
  protected copyFrom(other: Router, change: (route: RouteDefinition) => RouteDefinition): void {
    this.#options = { ...other.#options };
    this.#registrations.copyFrom(other.#registrations, change);
  }

  #sealed(): Attachment {
    if (this.#attachment) return this.#attachment;
    const attachment = createAttachment(this.#options, this.#registrations);
    this.#registrations.routes.installAll(attachment);
    this.#attachment = attachment;
    return attachment;
  }
}
