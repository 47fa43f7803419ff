import { setTimeout as pause } from "node:timers/promises";
import { drainAnswers, giveUpAnswers } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Server, Socket } from "socket.io";
import { drainPlan } from "./drain-options.js";
import type { DrainNotice, DrainOptions, DrainPlan } from "./drain-options.js";
import { dispatcherOf } from "../attaching/event-takeover.js";
import { engineConnections, socketsByConnection } from "../socket-io-internals.js";
import type { EngineConnection } from "../socket-io-internals.js";
import { closeGate } from "./handshake-gate.js";
import { hangUp } from "./hang-up.js";

/** Disconnects the clients of one server, each once its events are answered. */
export class Drain {
  /** Resolves when every client is gone. */
  readonly done: Promise<void>;
  readonly #io: Server;
  readonly #plan: DrainPlan;
  readonly #logger: Logger;
  /** Connections that are being closed. */
  readonly #leaving = new WeakSet<object>();
  readonly #sockets: Map<object, Socket[]>;
  readonly #late = new AbortController();
  /** What still answers, to be stopped at the deadline. */
  readonly #answering = new Set<Socket>();

  /** @throws UsageError for an option that cannot be used. */
  constructor(io: Server, options: DrainOptions | undefined, logger: Logger) {
    this.#plan = drainPlan(options);
    this.#io = io;
    this.#logger = logger;
    this.#sockets = socketsByConnection(io);
    this.done = this.#run();
  }

  /** A socket was on its way when the gate closed. It goes with its connection; if that is going, it takes no events. */
  see(socket: Socket): void {
    if (this.#leaving.has(socket.conn)) void settled(socket);
    else this.#sockets.set(socket.conn, [...(this.#sockets.get(socket.conn) ?? []), socket]);
  }

  async #run(): Promise<void> {
    closeGate(this.#io);
    const waiting = shuffled(engineConnections(this.#io));
    this.#logger.info({ event: "drain_started", connections: waiting.length }, "Draining connections");
    const deadline = setTimeout(() => {
      this.#giveUp();
    }, this.#plan.deadlineMs);
    const turns: Promise<void>[] = [];
    while (waiting.length > 0) {
      const size = this.#late.signal.aborted
        ? waiting.length
        : this.#batchSize(waiting.length + turns.length);
      for (const each of waiting.splice(0, size)) turns.push(this.#release(each));
      if (waiting.length > 0) await this.#interval();
    }
    await Promise.all(turns);
    clearTimeout(deadline);
    // Handshakes that were accepted before the gate closed and arrived after it.
    await Promise.all(engineConnections(this.#io).map((each) => hangUp(each)));
    this.#logger.info({ event: "drain_finished" }, "All connections are drained");
  }

  #batchSize(total: number): number {
    const { batch, intervalMs, deadlineMs } = this.#plan;
    if (batch !== undefined) return batch;
    const batches = Math.max(1, Math.floor(deadlineMs / 2 / Math.max(1, intervalMs)));
    return Math.max(100, Math.ceil(total / batches));
  }

  /** Ends early at the deadline: the remaining connections are closed at once. */
  async #interval(): Promise<void> {
    await pause(this.#plan.intervalMs, undefined, { signal: this.#late.signal }).catch(() => undefined);
  }

  /** Closing the transport, unlike `socket.disconnect()`, lets the client reconnect by itself. */
  async #release(connection: EngineConnection): Promise<void> {
    this.#leaving.add(connection);
    const sockets = this.#sockets.get(connection) ?? [];
    for (const socket of sockets) tellDraining(socket);
    await Promise.all(sockets.map((socket) => this.#answered(socket)));
    await hangUp(connection);
  }

  async #answered(socket: Socket): Promise<void> {
    this.#answering.add(socket);
    const answered = settled(socket);
    if (this.#late.signal.aborted) giveUp(socket);
    await answered;
    this.#answering.delete(socket);
  }

  #giveUp(): void {
    this.#logger.warn(
      { event: "drain_deadline_reached", connections: this.#answering.size },
      "Drain deadline reached, aborting handlers",
    );
    this.#late.abort();
    for (const socket of this.#answering) giveUp(socket);
  }
}

/** Takes no new events; resolves when those under way are answered, or the client is gone. */
async function settled(socket: Socket): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (socket.connected) socket.once("disconnect", () => resolve());
    else resolve();
  });
  await Promise.all([dispatcherOf(socket)?.drain(), Promise.race([drainAnswers(socket), gone])]);
}

function giveUp(socket: Socket): void {
  dispatcherOf(socket)?.giveUp();
  giveUpAnswers(socket);
}

/** `socket.emit` would go through the cluster where connection state recovery is on, and that may be away. */
function tellDraining(socket: Socket): void {
  const notice: DrainNotice = {
    error: "unavailable",
    message: "The server is going away; connect again.",
    reconnect: true,
  };
  socket.nsp.local.to(socket.id).emit("server:draining", notice);
}

/** Fisher and Yates. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [all[last], all[other]] = [all[other] as Item, all[last] as Item];
  }
  return all;
}
