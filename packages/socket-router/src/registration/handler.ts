import type { MaybePromise } from "@carillon/socket-contract/server";
import type { ClientEventName, HandlerPayload, HandlerReply, Loose } from "@carillon/socket-contract";
import type { Server, Socket } from "socket.io";
import type { EventContext } from "../dispatch/event-context.js";

/** A name behind any of its prefixes: `subscribe` for `orders:subscribe`. */
type Suffix<Name extends string> = Name extends `${string}:${infer Rest}` ? Rest | Suffix<Rest> : never;

/**
 * What each name that may be registered can mean: a client event of the contract, whole or as written inside prefixed
 * groups. One map, so that a contract of many events is looked up and not searched.
 */
type Meanings = { [Name in ClientEventName as Name | Suffix<Name>]: Name };

/** A name that may be registered: a client event of the contract, whole or as written inside prefixed groups. */
export type RouteName = keyof Meanings & string;

/** The contract's events that a name inside a group can mean. */
type Meant<Name extends string> = Name extends keyof Meanings ? Meanings[Name] : never;

/** What the handler of an event gets as its payload. */
export type PayloadOf<Name extends string> = HandlerPayload<Meant<Name>>;

/** What the handler of an event returns. */
export type ReplyOf<Name extends string> = HandlerReply<Meant<Name>>;

/**
 * Handles one event. What it returns goes to the client's ack as `{ ok: true, data }`.
 *
 * @param socket - The Socket.IO socket that sent the event.
 * @param payload - What it sent, validated where a schema is declared.
 * @param context - Who sent it and how: user, guard, rooms, handshake, headers, signal, requestId.
 * @param io - The Socket.IO server.
 */
export type Handler<Payload = Loose, Reply = unknown> = (
  socket: Socket,
  payload: Payload,
  context: EventContext,
  io: Server,
) => MaybePromise<Reply>;

/** An object whose `handle()` is the handler. */
export interface HandlerObject<Payload = Loose, Reply = unknown> {
  handle(socket: Socket, payload: Payload, context: EventContext, io: Server): MaybePromise<Reply>;
}

/** A class, an instance or a plain object whose methods are handlers. */
export type Controller = object;

/** A class that the router makes one instance of. */
export type ControllerClass = new (...args: never[]) => object;

/** Names of the methods of a controller, static or of its instances, that can handle an event. */
export type MethodName<Target, Payload = Loose, Reply = unknown> =
  IsLoose<Target> extends true
    ? string
    : | MethodKey<Target, Payload, Reply>
      | (Target extends abstract new (...args: never[]) => infer Instance
          ? MethodKey<Instance, Payload, Reply>
          : never);

type MethodKey<Target, Payload, Reply> = {
  [Key in keyof Target & string]: Target[Key] extends Handler<Payload, Reply> ? Key : never;
}[keyof Target & string];

type IsLoose<Type> = 0 extends 1 & Type ? true : false;

/** Every way to name a handler. `Target` is the controller of `[Controller, "method"]`, so that the method is checked. */
export type HandlerReference<Payload = Loose, Reply = unknown, Target = Loose> =
  | Handler<Payload, Reply>
  | HandlerObject<Payload, Reply>
  | (new (...args: never[]) => HandlerObject<Payload, Reply>)
  | `${string}@${string}`
  | readonly [controller: Target, method: MethodName<Target, Payload, Reply>];
