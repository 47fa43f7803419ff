import { tracingChannel } from "node:diagnostics_channel";
import type { TracingChannel } from "node:diagnostics_channel";
import { isThenable, traced, UsageError } from "@carillon/socket-contract/server";
import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import type { BroadcastTrace } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import type { PayloadArguments, SentName, SentNames } from "./broadcast-chain.js";
import { checkRoom } from "./broadcast-target.js";
import type { BroadcastTarget } from "./broadcast-target.js";
import { explained } from "./unsendable-payload.js";
import { requesterSocketId } from "./requester-socket.js";
import type { HttpRequest } from "./requester-socket.js";

const broadcastChannel: TracingChannel<unknown, BroadcastTrace> = tracingChannel("carillon:broadcast");

/** What a {@link PendingBroadcast} is made of. */
export interface BroadcastParts {
  readonly target: BroadcastTarget;
  /** Empty for all clients. */
  readonly rooms: readonly string[];
  readonly except: readonly string[];
  readonly others?: { readonly request: HttpRequest; readonly userId: string | number | undefined };
  readonly isVolatile: boolean;
  readonly throwOnError: boolean;
}

/** A broadcast in the making. Each step returns a new one, so that one can be kept and used again. */
export class PendingBroadcast<Contract extends ContractDefinition = RegisteredContract> {
  readonly #parts: BroadcastParts;

  /** @internal */
  constructor(parts: BroadcastParts) {
    this.#parts = parts;
  }

  /**
   * Leaves out sockets or rooms: `except(socket.id)`, `except(Socket.userRoom(42))`.
   *
   * A channel's history keeps it for the others: a client that comes back into a room that was left out does not get it.
   */
  except(...rooms: string[]): PendingBroadcast<Contract> {
    if (rooms.length === 0) checkRoom(undefined);
    for (const room of rooms) checkRoom(room);
    return this.#with({ except: [...this.#parts.except, ...rooms] });
  }

  /**
   * Leaves out the socket of the client that made an HTTP request, named by its `X-Socket-ID` header.
   *
   * The header is the client's word: it counts only if it is the id of a socket of the request's user. Otherwise a client could
   * hide an event from others.
   *
   * @param request - Of Express, Fastify, Node or fetch.
   * @param userId - The request's user. Default: `request.user.id`.
   * @see Laravel, "Only to Others".
   */
  toOthers(request: HttpRequest, userId?: string | number): PendingBroadcast<Contract> {
    if (typeof request !== "object" || (request as unknown) === null) {
      throw new UsageError(
        "E_REQUEST_REQUIRED",
        `toOthers takes the HTTP request whose client is left out: toOthers(request); got ${typeof request}.`,
      );
    }
    return this.#with({ others: { request, userId } });
  }

  /** May be lost by clients that cannot take it right now; a channel's history does not keep it. */
  get volatile(): PendingBroadcast<Contract> {
    return this.#with({ isVolatile: true });
  }

  /** Makes `emit` reject when the event cannot be sent; otherwise that is logged. */
  throwOnError(): PendingBroadcast<Contract> {
    return this.#with({ throwOnError: true });
  }

  /**
   * Sends the event.
   *
   * @returns When it was handed over; it does not wait for clients.
   * @throws UsageError `E_EVENT_NAME` at once for an event without a name.
   */
  emit<const Event extends SentNames<Contract>>(
    event: SentName<Event, Contract>,
    ...payload: PayloadArguments<NoInfer<Event>, Contract>
  ): Promise<void> {
    checkEvent(event);
    const { target, throwOnError } = this.#parts;
    const args = sentArguments(payload);
    const { sent } = target;
    target.contractEvents?.check(event);
    const work =
      sent === undefined
        ? () => this.#traced(event, args)
        : async () => {
            await this.#traced(event, args);
            await sent();
          };
    return target.outbox.send(event, work, { throwOnError, payload: args[0] });
  }

  /**
   * Asks the connected sockets for an answer: `timeout(1_000).emitWithAck(event, payload)` resolves to all answers.
   *
   * A channel's history does not keep the question.
   *
   * @param ms - How long they may take, in milliseconds.
   */
  timeout(ms: number): BroadcastWithAck<Contract> {
    if (typeof ms !== "number" || !(ms > 0)) {
      throw new UsageError(
        "E_BROADCAST_TIMEOUT",
        `timeout takes milliseconds above 0: timeout(1_000).emitWithAck(event, payload); got ${String(ms)}.`,
      );
    }
    return {
      emitWithAck: async (event, ...payload) => {
        checkEvent(event);
        const chain = this.#chainExcept(await this.#excepted());
        const args = sentArguments(payload);
        this.#parts.target.contractEvents?.check(event);
        try {
          return (await chain.timeout(ms).emitWithAck(event, ...args)) as unknown[];
        } catch (error) {
          throw explained(event, args[0], error);
        }
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
    const own = others && (await requesterSocketId(target, others.request, others.userId));
    return own === undefined ? except : [...except, own];
  }

  /** Calls only what was asked for, so that a fake with `to` and `emit` will do. */
  #chainExcept(except: readonly string[]): Chain {
    const { target, rooms, isVolatile } = this.#parts;
    const all = target.namespace as unknown as Chain;
    let chain: Chain = rooms.length > 0 ? all.to(asGiven(rooms)) : all;
    if (except.length > 0) chain = chain.except(asGiven(except));
    return isVolatile ? chain.volatile : chain;
  }

  #with(parts: Partial<BroadcastParts>): PendingBroadcast<Contract> {
    return new PendingBroadcast({ ...this.#parts, ...parts });
  }
}

/** A broadcast that waits for answers. */
export interface BroadcastWithAck<Contract extends ContractDefinition = RegisteredContract> {
  /**
   * @returns The answer of each socket.
   * @throws Error when not all have answered in time; its `responses` has those that did.
   */
  emitWithAck<const Event extends SentNames<Contract>>(
    event: SentName<Event, Contract>,
    ...payload: PayloadArguments<NoInfer<Event>, Contract>
  ): Promise<unknown[]>;
}

/** What Socket.IO sends after the event's name; an undefined payload is none. */
function sentArguments(given: readonly unknown[]): readonly unknown[] {
  if (given.length > 1) {
    throw new UsageError(
      "E_BROADCAST_ARGUMENTS",
      `A broadcast carries one payload, and ${String(given.length)} were given: put them into one object, emit(event, { from, text }).`,
    );
  }
  const payload = given[0];
  if (typeof payload === "function") {
    throw new UsageError(
      "E_BROADCAST_ARGUMENTS",
      "A broadcast's payload is data, and a function cannot travel. For answers, write timeout(1_000).emitWithAck(event, payload).",
    );
  }
  if (payload instanceof Map || payload instanceof Set || isThenable(payload)) {
    throw new UsageError(
      "E_BROADCAST_ARGUMENTS",
      isThenable(payload)
        ? "A broadcast's payload is data, and this is a promise: emit(event, await order)."
        : `A broadcast's payload is data, and a ${payload instanceof Map ? "Map" : "Set"} arrives empty: emit(event, [...entries]).`,
    );
  }
  return payload === undefined ? [] : given;
}

/** One room as it was given, several as a list: what a hand-written fake expects. */
function asGiven(rooms: readonly string[]): string | string[] {
  const [first] = rooms;
  return first !== undefined && rooms.length === 1 ? first : [...rooms];
}

/** What a chain is used for here; with a fake, all that it has. */
type Chain = Pick<ReturnType<Server["to"]>, "to" | "except" | "volatile" | "emit" | "timeout">;

function checkEvent(event: unknown): void {
  if (typeof event === "string" && event !== "") return;
  throw new UsageError("E_EVENT_NAME", 'An event\'s name is a non-empty string, such as "order:updated".');
}
