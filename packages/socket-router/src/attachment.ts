import type { Logger } from "@carillon/socket-scrub";
import type { Server, Socket } from "socket.io";
import { compileRoute } from "./compile.js";
import type { CompiledRoute, CompileEnvironment } from "./compile.js";
import { Connection } from "./connection.js";
import type { ConnectionHooks } from "./connection-hooks.js";
import type { Dispatcher } from "./dispatcher.js";
import { Drain } from "./drain.js";
import type { DrainOptions } from "./drain-options.js";
import { claim, connectionOf, takeOver } from "./hook.js";
import type { Hook } from "./hook.js";
import { namespaceKey } from "./route.js";
import type { NamespaceName, RouteDefinition } from "./route.js";
import { RouteTable } from "./route-table.js";

/** What a sealed router works with. */
export interface AttachmentParts {
  readonly environment: CompileEnvironment;
  readonly dispatcher: Dispatcher;
  readonly hooks: ConnectionHooks;
  readonly hook: Hook | undefined;
  readonly logger: Logger;
}

/** A router's compiled routes, and the server whose connections they answer. */
export class Attachment {
  readonly #parts: AttachmentParts;
  readonly #tables = new Map<string, NamespaceTable>();
  readonly #builtIns = new Map<string, CompiledRoute>();
  #io: Server | undefined;
  #drain: Drain | undefined;

  constructor(parts: AttachmentParts) {
    this.#parts = parts;
    this.#tableOf("/");
  }

  get isAttached(): boolean {
    return this.#io !== undefined;
  }

  /** @throws TypeError for an unknown controller, method or middleware. */
  install(definition: RouteDefinition): void {
    const compiled = compileRoute(definition, this.#parts.environment);
    this.#tableOf(definition.namespace).routes.add(compiled);
  }

  /** @throws TypeError for an unknown controller, method or middleware. */
  installFallback(definition: RouteDefinition): void {
    const compiled = compileRoute(definition, this.#parts.environment);
    this.#tableOf(definition.namespace).routes.setFallback(compiled);
  }

  /**
   * Answers a reserved event in every namespace.
   *
   * @throws TypeError for an unknown middleware.
   */
  installBuiltIn(definition: RouteDefinition): void {
    this.#builtIns.set(definition.event, compileRoute(definition, this.#parts.environment));
  }

  /** @throws Error when the server has a router already. */
  attach(io: Server): void {
    if (!claim(io)) throw new Error("This server has a router already; register all routes on one router.");
    this.#io = io;
    for (const table of this.#tables.values()) this.#listen(table, io);
  }

  /** @throws TypeError for an option that is no positive number. */
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
    const { dispatcher, hooks, hook } = this.#parts;

    const announced = (socket: Socket): void => {
      // An io.use middleware that calls next() twice makes Socket.IO announce one socket twice.
      if (connectionOf(socket) !== undefined) return;
      takeOver(new Connection(socket, io, routes, dispatcher), () => routes.events(), hook);
      this.#drain?.see(socket);
    };

    function connected(socket: Socket): void {
      const connection = connectionOf(socket);
      if (connection !== undefined) hooks.run(connection);
    }

    // Not io.of("/"): a fake has only the server's own methods.
    const source = namespace === "/" ? io : io.of(namespace);
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
