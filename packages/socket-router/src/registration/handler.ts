import type {
  ClientDefinition,
  ClientEventName,
  ContractDefinition,
  EventDefinition,
  Loose,
  RegisteredContract,
  Schema,
  SchemaInput,
  SchemaOutput,
  SchemaSide,
  ServerEvents,
} from "@carillon/socket-contract";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import type { EventContext } from "../dispatch/event-context.js";

/** A name behind any of its prefixes: `subscribe` for `orders:subscribe`. */
type Suffix<Name extends string> = Name extends `${string}:${infer Rest}` ? Rest | Suffix<Rest> : never;

/**
 * The definition that each name has which may be registered: a client event of the contract, whole or as written inside prefixed
 * groups. One map, so that a contract of many events is looked up and not searched.
 */
type Definitions<Contract extends ContractDefinition> = {
  [Name in ClientEventName<Contract> as Name | Suffix<Name>]: ClientDefinition<Contract, Name>;
};

/** Names as they stand and as written inside prefixed groups. A union and not `keyof Meanings`, which TypeScript would count anew for each route. */
type WithSuffixes<Name extends string> = Name extends Name ? Name | Suffix<Name> : never;

/** A name that may be registered: a client event of the contract, whole or as written inside prefixed groups. */
export type RouteName<Contract extends ContractDefinition = RegisteredContract> = WithSuffixes<
  ClientEventName<Contract>
>;

/** What the contract has for a name inside a group; `unknown` for a name that it does not have. */
type DefinitionOf<Map extends Readonly<Record<string, EventDefinition>>, Name extends string> = Map[Name];

/** One side of a name's schema; `Loose` for a name that the contract does not have: its one error is the name. */
type SideOf<
  Definition,
  Part extends "payload" | "reply",
  Direction extends "input" | "output",
> = unknown extends Definition
  ? Loose
  : Definition extends EventDefinition
    ? SchemaSide<Definition[Part], Direction>
    : never;

/** What the handler of an event gets as its payload: its own schema's output, else that of the contract. */
export type PayloadOf<
  Name extends string,
  Contract extends ContractDefinition = RegisteredContract,
  Own extends Schema | undefined = undefined,
> = Own extends Schema
  ? SchemaOutput<Own>
  : SideOf<DefinitionOf<Definitions<Contract>, Name>, "payload", "output">;

/** What the handler of an event returns: its own schema's input, else that of the contract. */
export type ReplyOf<
  Name extends string,
  Contract extends ContractDefinition = RegisteredContract,
  Own extends Schema | undefined = undefined,
> = Own extends Schema
  ? SchemaInput<Own>
  : SideOf<DefinitionOf<Definitions<Contract>, Name>, "reply", "input">;

/** What clients send with an event, before validation: its own schema's input, else that of the contract. */
export type SentPayloadOf<
  Name extends string,
  Contract extends ContractDefinition = RegisteredContract,
  Own extends Schema | undefined = undefined,
> = Own extends Schema
  ? SchemaInput<Own>
  : SideOf<DefinitionOf<Definitions<Contract>, Name>, "payload", "input">;

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

/** Every function, whatever it takes. */
type AnyFunction = (...args: never[]) => unknown;

/** Every class, whatever it takes. */
type AnyClass = abstract new (...args: never[]) => unknown;

/** The fields of a value that are not what they should be. */
type WrongFields<Got, Wanted> = {
  [Key in keyof Wanted & string]: Got extends Pick<Wanted, Key> ? never : Key;
}[keyof Wanted & string];

/** What a function that does not fit is compared with: the reply or the payload that is wrong, in one line that names its fields. */
type FittingFunction<Given, Payload, Reply, Contract extends ContractDefinition> = Given extends (
  socket: never,
  payload: infer Taken,
  ...rest: never[]
) => infer Returned
  ? [Awaited<Returned>] extends [Reply]
    ? [Payload] extends [Taken]
      ? Handler<Payload, Reply, Contract>
      : `The handler takes another payload than the schema gives: ${WrongFields<Payload, Taken>}`
    : `The reply does not fit its schema: ${WrongFields<Awaited<Returned>, Reply>}` &
        ((...args: never[]) => Returned extends PromiseLike<unknown> ? Promise<Reply> : Reply)
  : Handler<Payload, Reply, Contract>;

/** The method that handles an event; a sentence where no method of the controller does. */
type FittingMethod<Method extends string> = [Method] extends [never]
  ? "No method of this controller takes this payload and returns this reply"
  : Method;

/**
 * What a route takes as its handler, by what it was given: one way to name a handler and not the union of all, because the compiler's
 * message then names the field or the method that is wrong. `Given` is inferred from its one naked use; looking for it in the other
 * branches would walk through all that a socket has.
 */
export type HandlerFor<Given, Payload, Reply, Contract extends ContractDefinition> = unknown extends Given
  ? NoInfer<HandlerReference<Payload, Reply, Loose, Contract>>
  : Given extends AnyFunction
    ? Given extends Handler<Payload, Reply, Contract>
      ? Given
      : NoInfer<FittingFunction<Given, Payload, Reply, Contract>>
    : Given extends string
      ? `${string}@${string}`
      : Given extends readonly [infer Target, unknown]
        ? NoInfer<
            readonly [controller: Target, method: FittingMethod<MethodName<Target, Payload, Reply, Contract>>]
          >
        : Given extends AnyClass
          ? NoInfer<new (...args: never[]) => HandlerObject<Payload, Reply, Contract>>
          : NoInfer<HandlerObject<Payload, Reply, Contract>>;

type IsLoose<Type> = 0 extends 1 & Type ? true : false;

/** Every way to name a handler. `Target` is the controller of `[Controller, "method"]`, so that the method is checked. */
export type HandlerReference<
  Payload = Loose,
  Reply = unknown,
  Target = Loose,
  Contract extends ContractDefinition = RegisteredContract,
> =
  | Handler<Payload, Reply, Contract>
  | HandlerObject<Payload, Reply, Contract>
  | (new (...args: never[]) => HandlerObject<Payload, Reply, Contract>)
  | `${string}@${string}`
  | readonly [controller: Target, method: MethodName<Target, Payload, Reply, Contract>];
