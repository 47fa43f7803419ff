import { tracingChannel } from "node:diagnostics_channel";
import type { TracingChannel } from "node:diagnostics_channel";
import { traced } from "@carillon/socket-contract/server";
import type { BroadcastPayload, ServerEventName } from "@carillon/socket-contract";
import type { BroadcastTrace } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import type { BroadcastTarget } from "./broadcaster.js";
import { ownSocketId } from "./own-socket.js";
import type { OwnedRequest } from "./own-socket.js";

const broadcastChannel: TracingChannel<unknown, BroadcastTrace> = tracingChannel("carillon:broadcast");

/** Socket.IO's own chain. */
export type BroadcastChain = ReturnType<Server["to"]>;

/** What a {@link Broadcast} is made of. */
export interface BroadcastParts {
  readonly target: BroadcastTarget;
  /** Empty for everybody. */
  readonly rooms: readonly string[];
  readonly except: readonly string[];
  readonly others?: { readonly request: OwnedRequest; readonly userId: string | number | undefined };
  readonly isVolatile: boolean;
  readonly throwOnError: boolean;
}

/** A broadcast in the making. Each step returns a new one, so that one can be kept and used again. */
export class Broadcast {
  readonly #parts: BroadcastParts;

  /** @internal */
  constructor(parts: BroadcastParts) {
    this.#parts = parts;
  }

  /**
   * Leaves out sockets or rooms: `except(socket.id)`, `except(Socket.userRoom(42))`.
   *
   * A channel's history keeps it for the others: who comes back into a room that was left out does not get it.
   */
  except(...rooms: string[]): Broadcast {
    for (const room of rooms) checkRoom(room);
    return this.#with({ except: [...this.#parts.except, ...rooms] });
  }

  /**
   * Leaves out the socket of the client that made an HTTP request, named by its `X-Socket-ID` header.
   *
   * The header is the client's word: it counts only if that socket belongs to the request's user, so that nobody can hide
   * an event from somebody else.
   *
   * @param request - Of Express, Fastify, Node or fetch.
   * @param userId - The request's user. Default: `request.user.id`.
   * @see Laravel, "Only to Others".
   */
  toOthers(request: OwnedRequest, userId?: string | number): Broadcast {
    return this.#with({ others: { request, userId } });
  }

  /** May be lost by clients that cannot take it right now; a channel's history does not keep it. */
  get volatile(): Broadcast {
    return this.#with({ isVolatile: true });
  }

  /** Makes `emit` reject when the event cannot be sent; otherwise that is logged. */
  throwOnError(): Broadcast {
    return this.#with({ throwOnError: true });
  }

  /**
   * Sends the event.
   *
   * @returns When it was handed over; it does not wait for clients.
   * @throws TypeError at once for an event without a name.
   */
  emit<Event extends ServerEventName>(event: Event, payload?: BroadcastPayload<Event>): Promise<void> {
    checkEvent(event);
    const { target, throwOnError } = this.#parts;
    const args = payload === undefined ? [] : [payload as unknown];
    const { sent } = target;
    const work =
      sent === undefined
        ? () => this.#traced(event, args)
        : async () => {
            await this.#traced(event, args);
            await sent();
          };
    return target.outbox.send(event, work, { throwOnError });
  }

  /** Asks the sockets that are there for an answer; a channel's history does not keep the question: `timeout(1_000).emitWithAck(event, payload)` resolves to all answers. */
  timeout(ms: number): Asking {
    return {
      emitWithAck: async (event, payload) => {
        checkEvent(event);
        const chain = this.#chainExcept(await this.#excepted());
        const args = payload === undefined ? [] : [payload as unknown];
        return (await chain.timeout(ms).emitWithAck(event, ...args)) as unknown[];
      },
    };
  }

  #traced(event: string, args: readonly unknown[]): unknown {
    if (!broadcastChannel.hasSubscribers) return this.#send(event, args);
    const { target, rooms } = this.#parts;
    const trace: BroadcastTrace = {
      event,
      namespace: "name" in target.namespace ? target.namespace.name : "/",
      rooms: rooms.length,
      outcome: undefined,
    };
    return traced(broadcastChannel, trace, () => this.#send(event, args));
  }

  #send(event: string, args: readonly unknown[]): unknown {
    const { except, others } = this.#parts;
    if (others === undefined) return this.#sendExcept(except, event, args);
    return this.#excepted().then((all) => this.#sendExcept(all, event, args));
  }

  #sendExcept(except: readonly string[], event: string, args: readonly unknown[]): unknown {
    const { target, rooms, isVolatile } = this.#parts;
    // Members of a channel are told which one it is, and what it keeps has to be kept.
    if (rooms.some((room) => target.rooms.isChannel(room))) {
      return target.rooms.publish(rooms, event, args[0], {
        except,
        namespace: target.namespace,
        volatile: isVolatile,
      });
    }
    return this.#chainExcept(except).emit(event, ...args);
  }

  async #excepted(): Promise<readonly string[]> {
    const { others, target, except } = this.#parts;
    const own = others && (await ownSocketId(target, others.request, others.userId));
    return own === undefined ? except : [...except, own];
  }

  /** Only what was asked for is called, so that a fake with `to` and `emit` will do. */
  #chainExcept(except: readonly string[]): BroadcastChain {
    const { target, rooms, isVolatile } = this.#parts;
    const everybody = target.namespace as unknown as BroadcastChain;
    let chain = rooms.length > 0 ? everybody.to([...rooms]) : everybody;
    if (except.length > 0) chain = chain.except([...except]);
    return isVolatile ? chain.volatile : chain;
  }

  #with(parts: Partial<BroadcastParts>): Broadcast {
    return new Broadcast({ ...this.#parts, ...parts });
  }
}

/** A broadcast that waits for answers. */
export interface Asking {
  /**
   * @returns The answer of each socket.
   * @throws Error when not all have answered in time; its `responses` has those that did.
   */
  emitWithAck<Event extends ServerEventName>(
    event: Event,
    payload?: BroadcastPayload<Event>,
  ): Promise<unknown[]>;
}

/** @throws TypeError for a room that is none: `io.to(undefined)` would reach everybody. */
export function checkRoom(room: unknown): asserts room is string {
  if (typeof room === "string" && room !== "") return;
  throw new TypeError(
    `A room name is a non-empty string; got ${room === "" ? "an empty one" : typeof room}.`,
  );
}

function checkEvent(event: unknown): void {
  if (typeof event === "string" && event !== "") return;
  throw new TypeError('An event\'s name is a non-empty string, such as "order:updated".');
}
