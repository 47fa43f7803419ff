import { UsageError } from "@carillon/socket-contract/server";
import type { DrainOptions } from "@carillon/socket-router";
import type { Server } from "socket.io";
import type { BroadcastTarget } from "../broadcast/broadcast-target.js";
import type { Outbox } from "../broadcast/outbox.js";
import { attachServer } from "./attached-server.js";
import type { AttachedServer } from "./attached-server.js";
import { FacadeEmitter } from "./facade-emitter.js";
import type { EmitterConnection } from "./facade-emitter.js";
import type { AttachTarget } from "./socket-server.js";
import type { WiringParts } from "./wiring.js";

/** What a manager is attached to, from `attach` or `connectEmitter` to `close`. */
export class ServerLifecycle {
  readonly #outbox: Outbox;
  #attached: AttachedServer | undefined;
  #emitter: FacadeEmitter | undefined;
  /** What is being closed: a second `close` waits for the first. */
  #closing: AttachedServer | undefined;
  #drained: Promise<void> | undefined;
  /** The application's servers that have been attached before: they keep what was installed on them. */
  readonly #given = new WeakSet<object>();
  readonly #onDetach: () => void;

  /**
   * @param outbox - Where broadcasts leave.
   * @param onDetach - Called when a server is given up.
   */
  constructor(outbox: Outbox, onDetach: () => void) {
    this.#outbox = outbox;
    this.#onDetach = onDetach;
  }

  /** The server, while there is one. */
  get attached(): AttachedServer | undefined {
    return this.#attached;
  }

  /** Whether `drain` was called since the last `attach`. */
  get isDraining(): boolean {
    return this.#drained !== undefined;
  }

  /** @throws UsageError `E_ALREADY_ATTACHED`, and for what is wrong with the target or the routes. */
  attach(target: AttachTarget, parts: Omit<WiringParts, "stores">): Server {
    this.#refuseTwice();
    if (this.#given.has(target as object)) {
      throw new UsageError(
        "E_ALREADY_ATTACHED",
        "This Socket.IO server had the layer before and keeps it; attach to a new Server.",
      );
    }
    const attached = attachServer(target, parts);
    if (!attached.isOurs) this.#given.add(attached.io);
    this.#attached = attached;
    this.#drained = undefined;
    return attached.io;
  }

  /** Resolves when the server can take connections. */
  async ready(): Promise<void> {
    const attached = this.required();
    attached.isReadyAsked = true;
    await attached.ready;
  }

  /** Connects a process that has no server. */
  async connectEmitter(
    connection: EmitterConnection | undefined,
    { config, route, logger }: Pick<WiringParts, "config" | "route" | "logger">,
  ): Promise<void> {
    this.#refuseTwice();
    const emitter = new FacadeEmitter(connection, { config, channels: route.channels, logger });
    this.#emitter = emitter;
    try {
      await emitter.ready;
    } catch (error) {
      if (this.#emitter === emitter) this.#emitter = undefined;
      await emitter.close();
      throw error;
    }
  }

  /** Where the broadcasts of a namespace go. */
  target(namespace: string): BroadcastTarget {
    return (this.#emitter ?? this.required()).target(namespace, this.#outbox);
  }

  /** What revokes sessions: the server's authenticator, or the emitter. */
  get revoker(): Pick<FacadeEmitter, "revoke"> {
    return this.#emitter ?? this.required().wiring.authenticator;
  }

  /** The server. @throws UsageError `E_NOT_ATTACHED` or `E_NEEDS_SERVER` where there is none. */
  required(): AttachedServer {
    if (this.#attached) return this.#attached;
    if (this.#emitter)
      throw new UsageError(
        "E_NEEDS_SERVER",
        "This needs a server, and this process has none: it is connected by connectEmitter.",
      );
    throw new UsageError("E_NOT_ATTACHED", "Sockets are not attached yet: call Socket.attach(server) first.");
  }

  /** Disconnects all clients in good order, then closes. A second call gets the same promise. */
  drain(options: DrainOptions | undefined): Promise<void> {
    if (this.#drained) return this.#drained;
    const attached = this.#attached;
    if (attached === undefined) return this.close();
    const gone = attached.drain(options);
    this.#drained = gone.then(() => this.#end(attached, "soon"));
    return this.#drained;
  }

  /** Closes at once what was opened. */
  async close(): Promise<void> {
    const emitter = this.#emitter;
    this.#emitter = undefined;
    await emitter?.close();
    const attached = this.#attached ?? this.#closing;
    if (attached) await this.#end(attached, "in good order");
  }

  async #end(attached: AttachedServer, how: "soon" | "in good order"): Promise<void> {
    if (this.#attached === attached) {
      this.#attached = undefined;
      this.#closing = attached;
      this.#onDetach();
    }
    await (how === "soon" ? attached.closeSoon() : attached.close());
    if (this.#closing === attached) this.#closing = undefined;
  }

  #refuseTwice(): void {
    if (!this.#attached && !this.#emitter) return;
    throw new UsageError(
      "E_ALREADY_ATTACHED",
      "Sockets are attached already; createRealtime() makes a second layer for a second server.",
    );
  }
}
