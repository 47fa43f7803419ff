import { UsageError } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Server, Socket } from "socket.io";
import { compileRoute } from "../registration/compile-route.js";
import type { CompileEnvironment } from "../registration/compile-route.js";
import type { CompiledRoute } from "../dispatch/call.js";
import { Dispatcher } from "../dispatch/dispatcher.js";
import type { ConnectionHooks } from "../connections/connection-hooks.js";
import { forgetRefusedNamespaces } from "../connections/refused-namespaces.js";
import type { RouterRuntime } from "../dispatch/router-runtime.js";
import { Drain } from "../draining/drain.js";
import type { DrainOptions } from "../draining/drain-options.js";
import { claim, dispatcherOf, takeOver } from "./event-takeover.js";
import type { Hook } from "./event-takeover.js";
import { namespaceOf } from "../socket-io-internals.js";
import { namespaceKey } from "../registration/route.js";
import type { NamespaceName, RouteDefinition } from "../registration/route.js";
import type { ContractGaps } from "../registration/route-registry.js";
import { aliveEvent } from "../dispatch/alive-event.js";
import { RouteTable } from "../dispatch/route-table.js";

/** What a sealed router works with. */
export interface AttachmentParts {
  readonly environment: CompileEnvironment;
  readonly runtime: RouterRuntime;
  readonly hooks: ConnectionHooks;
  readonly hook: Hook | undefined;
  readonly logger: Logger;
}

/** A router's compiled routes, and the server whose connections they answer. */
export class Attachment {
  readonly #parts: AttachmentParts;
  readonly #tables = new Map<string, NamespaceTable>();
  readonly #builtIns = new Map<string, CompiledRoute>([[aliveEvent.event, aliveEvent]]);
  #io: Server | undefined;
  #drain: Drain | undefined;

  constructor(parts: AttachmentParts) {
    this.#parts = parts;
    this.#tableOf("/");
  }

  get isAttached(): boolean {
    return this.#io !== undefined;
  }

  /** @throws UsageError for an unknown controller, method or middleware. */
  install(definition: RouteDefinition): void {
    const compiled = compileRoute(definition, this.#parts.environment);
    this.#tableOf(definition.namespace).routes.add(compiled);
  }

  /** @throws UsageError for an unknown controller, method or middleware. */
  installFallback(definition: RouteDefinition): void {
    const compiled = compileRoute(definition, this.#parts.environment);
    this.#tableOf(definition.namespace).routes.setFallback(compiled);
  }

  /**
   * Answers a reserved event in every namespace.
   *
   * @throws UsageError for an unknown middleware.
   */
  installBuiltIn(definition: RouteDefinition): void {
    this.#builtIns.set(definition.event, compileRoute(definition, this.#parts.environment));
  }

  /** @throws UsageError when it is attached already, and when the server has a router already. */
  attach(io: Server): void {
    if (this.isAttached) {
      throw new UsageError("E_ROUTER_ATTACHED", "This router is attached already; use one for each server.");
    }
    if (!claim(io)) {
      throw new UsageError(
        "E_SERVER_HAS_ROUTER",
        "This server has a router already; register all routes on one router.",
      );
    }
    this.#io = io;
    for (const table of this.#tables.values()) this.#listen(table, io);
  }

  /** Tells once, when the routes are attached, which events of the contract they forget and which they make up. */
  warnOfGaps({ withoutRoute, outsideContract }: ContractGaps): void {
    const { logger } = this.#parts;
    if (withoutRoute.length > 0) {
      logger.warn(
        { event: "contract_events_without_route", socketEvents: withoutRoute },
        "Client events of the contract have no route, so that clients get unknown_event; register one for each",
      );
    }
    if (outsideContract.length > 0) {
      logger.warn(
        {
          event: "routes_outside_contract",
          socketEvents: outsideContract.map(({ event, nearest }) =>
            nearest === undefined ? event : `${event} (did you mean ${nearest}?)`,
          ),
        },
        "Routes are not in the contract, so that their payloads are not checked; add them to its client events",
      );
    }
  }

  /** @throws UsageError for an option that is no positive number. */
  drain(options: DrainOptions | undefined): Promise<void> {
    if (this.#io === undefined) return Promise.resolve();
    this.#drain ??= new Drain(this.#io, options, this.#parts.logger);
    return this.#drain.done;
  }

  #tableOf(namespace: NamespaceName): NamespaceTable {
    const key = namespaceKey(namespace);
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = { namespace, routes: new RouteTable(this.#builtIns) };
      this.#tables.set(key, table);
      if (this.#io) this.#listen(table, this.#io);
    }
    return table;
  }

  #listen({ namespace, routes }: NamespaceTable, io: Server): void {
    const { runtime, hooks, hook } = this.#parts;

    const announced = (socket: Socket): void => {
      // An io.use middleware that calls next() twice makes Socket.IO announce one socket twice.
      if (dispatcherOf(socket) !== undefined) return;
      takeOver(new Dispatcher(socket, io, routes, runtime), () => routes.events(), hook);
      this.#drain?.see(socket);
    };

    function connected(socket: Socket): void {
      const dispatcher = dispatcherOf(socket);
      if (dispatcher !== undefined) hooks.run(dispatcher);
    }

    // Not io.of("/"): a fake has only the server's own methods.
    const source = namespace === "/" ? io : namespaceOf(io, namespace);
    if (namespace instanceof RegExp) forgetRefusedNamespaces(io, namespace);
    // Ahead of the application's own listeners, so that all guards that they add are seen.
    if (typeof (source as Partial<Server>).prependListener === "function")
      source.prependListener("connection", announced);
    else source.on("connection", announced);
    source.on("connection", connected);
  }
}

interface NamespaceTable {
  readonly namespace: NamespaceName;
  readonly routes: RouteTable;
}
