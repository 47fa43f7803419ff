import type { ContractDefinition, ContractSchema } from "./contract-definition.js";
import type { RegisteredContract } from "./register.js";
import { UsageError } from "./usage-error.js";

/**
 * Declares a contract. One file that server and browser both import.
 *
 * @param contract - Events and channels with any Standard Schema: one payload object per event, JSON-safe.
 * @returns The same object, typed by what it holds.
 * @throws UsageError `E_BAD_CONTRACT` for anything but an object with `client`, `server` and `channels`.
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
  const halves: unknown = contract;
  const unknownHalf =
    typeof halves === "object" && halves !== null
      ? Object.keys(halves).find((key) => !["client", "server", "channels"].includes(key))
      : "";
  if (unknownHalf === undefined) return contract;
  throw new UsageError(
    "E_BAD_CONTRACT",
    `defineContract takes { client, server, channels }${unknownHalf === "" ? "" : `; there is no "${unknownHalf}"`}.`,
  );
}

/** The half of a contract that is missing: it has no names. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- that is the meaning
type NoEvents = Record<never, never>;

/*
 * The types below look one event up in the contract and read what they need of it, property by property: what is missing on the way is
 * `unknown`. They compare nothing and list no other events, so that each use costs the same however many events there are.
 */

type Half<Contract, Side extends string> =
  Contract extends Readonly<Record<Side, infer Events>> ? Events : NoEvents;

type Names<Contract extends ContractDefinition, Side extends string> = ContractDefinition extends Contract
  ? string
  : keyof Half<Contract, Side> & string;

/** The definition of an event that clients send; `unknown` where the contract has none. */
export type ClientDefinition<Contract extends ContractDefinition, Event extends string> = NonNullable<
  Contract["client"]
>[Event];

type ServerDefinition<Contract extends ContractDefinition, Event extends string> = NonNullable<
  Contract["server"]
>[Event];

/** One side of a schema; `unknown` where there is none, {@link Loose} for any. */
export type SchemaSide<
  Schema extends ContractSchema | undefined,
  Direction extends "input" | "output",
> = NonNullable<NonNullable<Schema>["~standard"]["types"]>[Direction];

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
> = SchemaSide<ClientDefinition<Contract, Event>["payload"], "output">;

/** What a client sends: the input side of the payload's schema. */
export type RequestPayload<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = SchemaSide<ClientDefinition<Contract, Event>["payload"], "input">;

/** What a handler returns: the input side of the reply's schema. */
export type HandlerReply<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = ContractDefinition extends Contract
  ? unknown
  : SchemaSide<ClientDefinition<Contract, Event>["reply"], "input">;

/** What a client gets back in `data`: the output side of the reply's schema. */
export type RequestReply<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = SchemaSide<ClientDefinition<Contract, Event>["reply"], "output">;

/** What the server broadcasts: the input side of the payload's schema. */
export type BroadcastPayload<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = SchemaSide<ServerDefinition<Contract, Event>["payload"], "input">;

/** What a client's listener gets: the output side of the payload's schema. */
export type ListenerPayload<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = SchemaSide<ServerDefinition<Contract, Event>["payload"], "output">;

/** The channel names that a pattern stands for: `` `rooms.${string}` `` for `"rooms.{room}"`; other names are themselves. */
export type ChannelNames<Pattern extends string> = Pattern extends `${infer Start}{${string}}${infer Rest}`
  ? `${Start}${string}${ChannelNames<Rest>}`
  : Pattern;

type ChannelsOf<Contract extends ContractDefinition> = ContractDefinition extends Contract
  ? NoEvents
  : Half<Contract, "channels">;

/** The patterns of a contract's channels; any string where it declares none. */
export type ChannelPatternName<Contract extends ContractDefinition = RegisteredContract> = [
  keyof ChannelsOf<Contract>,
] extends [never]
  ? string
  : keyof ChannelsOf<Contract> & string;

type PresenceSchema<Definition> = Definition extends { readonly presence: infer S extends ContractSchema }
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
  : Extract<SchemaSide<PresenceSchemaOf<Name, Contract>, "input">, object>;
