import { callerLine } from "@carillon/socket-contract/server";
import type { ErrorHook } from "../answers/failures.js";
import type { ConnectHook, DisconnectHook } from "../connections/connection-hooks.js";
import { MiddlewareRegistry } from "../middleware/middleware-registry.js";
import { Controllers } from "./controllers.js";
import type { ControllerResolver } from "./controllers.js";
import { defineRoute, enterGroup, rootScope, runGroup } from "./group.js";
import type { GroupScope } from "./group.js";
import type { HandlerReference } from "./handler.js";
import { checkBuiltIn, checkEvent, checkHandler } from "./registration-checks.js";
import type { GroupOptions, RouteDefinition, RouteOptions } from "./route.js";
import { RouteRegistry } from "./route-registry.js";
import type { Installer } from "./route-registry.js";

/** What an application registers on a router: routes in groups, controllers, middleware and hooks. */
export class Registrations {
  readonly controllers: Controllers;
  readonly middleware: MiddlewareRegistry = new MiddlewareRegistry();
  readonly routes: RouteRegistry = new RouteRegistry();
  readonly errorHooks: ErrorHook[] = [];
  readonly connectHooks: ConnectHook[] = [];
  readonly disconnectHooks: DisconnectHook[] = [];
  /** The groups around what is registered now. */
  #scope: GroupScope = rootScope;

  /** @param resolve - Builds the instance of a controller class. */
  constructor(resolve: ControllerResolver) {
    this.controllers = new Controllers(resolve);
  }

  /** @throws UsageError for a malformed event, handler or option, a reserved name or a second route of the same name. */
  addRoute(
    event: unknown,
    handler: HandlerReference,
    options: RouteOptions,
    sealed: Installer | undefined,
  ): void {
    checkEvent(event);
    checkHandler(event, handler);
    this.routes.add(defineRoute(this.#scope, event, handler, options, callerLine()), sealed);
  }

  /** @throws UsageError for a malformed handler or option, or a second fallback in the same namespace. */
  addFallback(handler: HandlerReference, options: RouteOptions, sealed: Installer | undefined): void {
    checkHandler("*", handler);
    const fallback = { ...defineRoute(this.#scope, "*", handler, options, callerLine()), event: "*" };
    this.routes.addFallback(fallback, sealed);
  }

  /** @throws UsageError for the name of an ordinary event, or a malformed handler or option. */
  addBuiltIn(
    event: string,
    handler: HandlerReference,
    options: RouteOptions,
    sealed: Installer | undefined,
  ): void {
    checkBuiltIn(event);
    checkHandler(event, handler);
    const builtIn = { ...defineRoute(rootScope, event, handler, options, callerLine()), builtIn: true };
    this.routes.addBuiltIn(builtIn, sealed);
  }

  /** @throws UsageError for a malformed option or an asynchronous callback. */
  inGroup<Route>(options: GroupOptions, callback: (route: Route) => unknown, route: Route): void {
    const outer = this.#scope;
    this.#scope = enterGroup(outer, options);
    try {
      runGroup(callback, route);
    } finally {
      this.#scope = outer;
    }
  }

  /**
   * Registers what another router has.
   *
   * @param change - Makes the definition to register instead of another's.
   */
  copyFrom(other: Registrations, change: (route: RouteDefinition) => RouteDefinition): void {
    this.controllers.copyFrom(other.controllers);
    this.middleware.copyFrom(other.middleware);
    this.errorHooks.push(...other.errorHooks);
    this.connectHooks.push(...other.connectHooks);
    this.disconnectHooks.push(...other.disconnectHooks);
    this.routes.copyFrom(other.routes, change);
  }
}
