import type {
  ClientEventName,
  ContractDefinition,
  HandlerPayload,
  HandlerReply,
  Loose,
  RegisteredContract,
  RequestPayload,
  Schema,
  SchemaInput,
  SchemaOutput,
  ServerEvents,
} from "@carillon/socket-contract";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import type { EventContext } from "../dispatch/event-context.js";

/** A name behind any of its prefixes: `subscribe` for `orders:subscribe`. */
type Suffix<Name extends string> = Name extends `${string}:${infer Rest}` ? Rest | Suffix<Rest> : never;

/**
 * What each name that may be registered can mean: a client event of the contract, whole or as written inside prefixed
 * groups. One map, so that a contract of many events is looked up and not searched.
 */
type Meanings<Contract extends ContractDefinition> = {
  [Name in ClientEventName<Contract> as Name | Suffix<Name>]: Name;
};

/** A name that may be registered: a client event of the contract, whole or as written inside prefixed groups. */
export type RouteName<Contract extends ContractDefinition = RegisteredContract> = keyof Meanings<Contract> &
  string;

/** The contract's events that a name inside a group can mean. */
type Meant<Name extends string, Contract extends ContractDefinition> =
  Meanings<Contract> extends infer Map
    ? Name extends keyof Map
      ? Extract<Map[Name], string>
      : never
    : never;

/** What the handler of an event gets as its payload: its own schema's output, else that of the contract. */
export type PayloadOf<
  Name extends string,
  Contract extends ContractDefinition = RegisteredContract,
  Own extends Schema | undefined = undefined,
> = Own extends Schema ? SchemaOutput<Own> : HandlerPayload<Meant<Name, Contract>, Contract>;

/** What the handler of an event returns: its own schema's input, else that of the contract. */
export type ReplyOf<
  Name extends string,
  Contract extends ContractDefinition = RegisteredContract,
  Own extends Schema | undefined = undefined,
> = Own extends Schema ? SchemaInput<Own> : HandlerReply<Meant<Name, Contract>, Contract>;

/** What clients send with an event, before validation: its own schema's input, else that of the contract. */
export type SentPayloadOf<
  Name extends string,
  Contract extends ContractDefinition = RegisteredContract,
  Own extends Schema | undefined = undefined,
> = Own extends Schema ? SchemaInput<Own> : RequestPayload<Meant<Name, Contract>, Contract>;

/** What clients send is the routes' business; listeners of the application stay loose. */
type DefaultEvents = Record<string, (...args: Loose[]) => void>;

/** The socket that a handler gets: its `emit` and `to().emit` know the contract's events. */
export type RouteSocket<Contract extends ContractDefinition = RegisteredContract> =
  ContractDefinition extends Contract ? Socket : Socket<DefaultEvents, ServerEvents<Contract>>;

/** The server that a handler gets: its `emit` and `to().emit` know the contract's events. */
export type RouteServer<Contract extends ContractDefinition = RegisteredContract> =
  ContractDefinition extends Contract ? Server : Server<DefaultEvents, ServerEvents<Contract>>;

/**
 * Handles one event. What it returns goes to the client's ack as `{ ok: true, data }`.
 *
 * @param socket - The Socket.IO socket that sent the event.
 * @param payload - What it sent, validated where a schema is declared.
 * @param context - Who sent it and how: user, guard, rooms, handshake, headers, signal, requestId.
 * @param io - The Socket.IO server.
 */
export type Handler<
  Payload = Loose,
  Reply = unknown,
  Contract extends ContractDefinition = RegisteredContract,
> = (
  socket: RouteSocket<Contract>,
  payload: Payload,
  context: EventContext,
  io: RouteServer<Contract>,
) => MaybePromise<Reply> | PromiseLike<Reply>;

/** An object whose `handle()` is the handler. */
export interface HandlerObject<
  Payload = Loose,
  Reply = unknown,
  Contract extends ContractDefinition = RegisteredContract,
> {
  handle(
    socket: RouteSocket<Contract>,
    payload: Payload,
    context: EventContext,
    io: RouteServer<Contract>,
  ): MaybePromise<Reply> | PromiseLike<Reply>;
}

/** A class, an instance or a plain object whose methods are handlers. */
export type Controller = object;

/** A class that the router makes one instance of. */
export type ControllerClass = new (...args: never[]) => object;

/** Names of the methods of a controller, static or of its instances, that can handle an event. */
export type MethodName<
  Target,
  Payload = Loose,
  Reply = unknown,
  Contract extends ContractDefinition = RegisteredContract,
> =
  IsLoose<Target> extends true
    ? string
    : | MethodKey<Target, Payload, Reply, Contract>
      | (Target extends abstract new (...args: never[]) => infer Instance
          ? MethodKey<Instance, Payload, Reply, Contract>
          : never);

type MethodKey<Target, Payload, Reply, Contract extends ContractDefinition> = {
  [Key in keyof Target & string]: Target[Key] extends Handler<Payload, Reply, Contract> ? Key : never;
}[keyof Target & string];

type IsLoose<Type> = 0 extends 1 & Type ? true : false;

/** Every way to name a handler. `Target` is the controller of `[Controller, "method"]`, so that the method is checked. */
export type HandlerReference<
  Payload = Loose,
  Reply = unknown,
  Target = Loose,
  Contract extends ContractDefinition = RegisteredContract,
> =
  // Nothing is inferred from a handler, and looking would walk through all that a socket has.
  | NoInfer<Handler<Payload, Reply, Contract>>
  | HandlerObject<Payload, Reply, Contract>
  | NoInfer<new (...args: never[]) => HandlerObject<Payload, Reply, Contract>>
  | `${string}@${string}`
  | readonly [controller: Target, method: MethodName<Target, Payload, Reply, Contract>];
