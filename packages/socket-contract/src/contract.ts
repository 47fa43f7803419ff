import type { Envelope } from "./envelope.js";
import type { Loose, RegisteredContract } from "./register.js";
import type { Schema, SchemaInput, SchemaOutput } from "./standard-schema.js";

/** One event: the payload that travels with it and, from client to server, the reply to its ack. */
export interface EventDefinition {
  /** Validates the payload. Without it any payload passes, typed `unknown`. */
  readonly payload?: Schema;
  /** Validates what the handler returns. Without it any reply passes. */
  readonly reply?: Schema;
}

/** One channel pattern: what each member shows to the others, and says to them. */
export interface ChannelDefinition {
  /** The shape of a member's presence info: an object. What is shown of a member is checked against it on the server. */
  readonly presence?: Schema;
  /** What members whisper to each other, by name; types alone, the server passes it on unseen. */
  readonly whisper?: Readonly<Record<string, Pick<EventDefinition, "payload">>>;
}

/** Everything that travels between a server and its clients. */
export interface ContractDefinition {
  /** Events that clients send, by name. */
  readonly client?: Readonly<Record<string, EventDefinition>>;
  /** Events that the server sends, by name. */
  readonly server?: Readonly<Record<string, Pick<EventDefinition, "payload">>>;
  /** Channels, by pattern: `"rooms.{room}"`. */
  readonly channels?: Readonly<Record<string, ChannelDefinition>>;
}

/**
 * Declares a contract. One file that server and browser both import.
 *
 * @param contract - Events and channels with any Standard Schema: one payload object per event, JSON-safe.
 * @returns The same object, typed by what it holds.
 * @example
 * ```ts
 * import { defineContract } from "@carillon/socket-contract";
 * import { z } from "zod";
 *
 * export const contract = defineContract({
 *   client: { "chat:message": { payload: z.object({ room: z.string(), text: z.string() }) } },
 *   server: { "chat:message": { payload: z.object({ from: z.string(), text: z.string() }) } },
 * });
 * ```
 */
export function defineContract<const Contract extends ContractDefinition>(contract: Contract): Contract {
  return contract;
}

/** The half of a contract that is missing: it has no names. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- that is the meaning
type NoEvents = Record<never, never>;

type Half<Contract extends ContractDefinition, Side extends "client" | "server"> =
  Contract[Side] extends Readonly<Record<string, EventDefinition>> ? Contract[Side] : NoEvents;

/** `true` for a contract with the given half declared by name, `false` for the loose one. */
type IsDeclared<Map> = string extends keyof Map ? false : true;

type Names<
  Contract extends ContractDefinition,
  Side extends "client" | "server",
> = ContractDefinition extends Contract ? string : keyof Half<Contract, Side> & string;

type PayloadSchema<Definition> = Definition extends { readonly payload: infer S extends Schema } ? S : never;
type ReplySchema<Definition> = Definition extends { readonly reply: infer S extends Schema } ? S : never;

type Sent<Definition, Missing> = [PayloadSchema<Definition>] extends [never]
  ? Missing
  : SchemaInput<PayloadSchema<Definition>>;
type Received<Definition, Missing> = [PayloadSchema<Definition>] extends [never]
  ? Missing
  : SchemaOutput<PayloadSchema<Definition>>;

type DefinitionOf<
  Contract extends ContractDefinition,
  Side extends "client" | "server",
  Event,
> = Event extends keyof Half<Contract, Side>
  ? IsDeclared<Half<Contract, Side>> extends true
    ? Half<Contract, Side>[Event]
    : never
  : never;

type Fallback<Contract extends ContractDefinition> = ContractDefinition extends Contract ? Loose : unknown;

/** Names of the events that clients send; any string without a contract. */
export type ClientEventName<Contract extends ContractDefinition = RegisteredContract> = Names<
  Contract,
  "client"
>;

/** Names of the events that the server sends; any string without a contract. */
export type ServerEventName<Contract extends ContractDefinition = RegisteredContract> = Names<
  Contract,
  "server"
>;

/** What a handler gets: the output side of the payload's schema. */
export type HandlerPayload<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = Received<DefinitionOf<Contract, "client", Event>, Fallback<Contract>>;

/** What a client sends: the input side of the payload's schema. */
export type RequestPayload<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = Sent<DefinitionOf<Contract, "client", Event>, Fallback<Contract>>;

/** What a handler returns: the input side of the reply's schema. */
export type HandlerReply<Event extends string, Contract extends ContractDefinition = RegisteredContract> = [
  ReplySchema<DefinitionOf<Contract, "client", Event>>,
] extends [never]
  ? unknown
  : SchemaInput<ReplySchema<DefinitionOf<Contract, "client", Event>>>;

/** What a client gets back in `data`: the output side of the reply's schema. */
export type RequestReply<Event extends string, Contract extends ContractDefinition = RegisteredContract> = [
  ReplySchema<DefinitionOf<Contract, "client", Event>>,
] extends [never]
  ? Fallback<Contract>
  : SchemaOutput<ReplySchema<DefinitionOf<Contract, "client", Event>>>;

/** What the server broadcasts: the input side of the payload's schema. */
export type BroadcastPayload<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = Sent<DefinitionOf<Contract, "server", Event>, Fallback<Contract>>;

/** What a client's listener gets: the output side of the payload's schema. */
export type ListenerPayload<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = Received<DefinitionOf<Contract, "server", Event>, Fallback<Contract>>;

/** The channel names that a pattern stands for: `` `rooms.${string}` `` for `"rooms.{room}"`; other names are themselves. */
export type ChannelNames<Pattern extends string> = Pattern extends `${infer Start}{${string}}${infer Rest}`
  ? `${Start}${string}${ChannelNames<Rest>}`
  : Pattern;

type ChannelsOf<Contract extends ContractDefinition> =
  Contract["channels"] extends Readonly<Record<string, ChannelDefinition>>
    ? IsDeclared<Contract["channels"]> extends true
      ? Contract["channels"]
      : NoEvents
    : NoEvents;

/** The patterns of a contract's channels; any string where it declares none. */
export type ChannelPatternName<Contract extends ContractDefinition = RegisteredContract> = [
  keyof ChannelsOf<Contract>,
] extends [never]
  ? string
  : keyof ChannelsOf<Contract> & string;

type PresenceSchema<Definition> = Definition extends { readonly presence: infer S extends Schema }
  ? S
  : never;

type PresenceSchemaOf<Name extends string, Contract extends ContractDefinition> = {
  [Pattern in keyof ChannelsOf<Contract> & string]: ChannelNames<Name> extends ChannelNames<Pattern>
    ? PresenceSchema<ChannelsOf<Contract>[Pattern]>
    : never;
}[keyof ChannelsOf<Contract> & string];

/**
 * What the members of a channel see of each other: the input side of its `presence` schema; any object without one.
 *
 * `Name` is a channel's whole name or its pattern.
 */
export type PresenceInfo<Name extends string, Contract extends ContractDefinition = RegisteredContract> = [
  PresenceSchemaOf<Name, Contract>,
] extends [never]
  ? object
  : Extract<SchemaInput<PresenceSchemaOf<Name, Contract>>, object>;

/**
 * The client half as Socket.IO's own generic: `new Server<ClientEvents<typeof contract>, ...>()`,
 * `io<..., ClientEvents<typeof contract>>()`.
 */
export type ClientEvents<Contract extends ContractDefinition = RegisteredContract> = {
  [Event in ClientEventName<Contract>]: (
    payload: RequestPayload<Event, Contract>,
    ack?: (answer: Envelope<HandlerReply<Event, Contract>>) => void,
  ) => void;
};

/** The server half as Socket.IO's own generic. */
export type ServerEvents<Contract extends ContractDefinition = RegisteredContract> = {
  [Event in ServerEventName<Contract>]: (payload: BroadcastPayload<Event, Contract>) => void;
};
