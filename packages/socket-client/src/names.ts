import type {
  BuiltInClientEvents,
  BuiltInServerEvents,
  ChannelDefinition,
  ChannelNames,
  ClientEventName,
  ContractDefinition,
  ListenerPayload,
  Loose,
  PresenceInfo,
  RegisteredContract,
  RequestPayload,
  RequestReply,
  Schema,
  SchemaInput,
  SchemaOutput,
  ServerEventName,
} from "@carillon/socket-contract";

type Any = ContractDefinition;

/** Names of the events that a client may send: the contract's and Carillon's own; any without a contract. */
export type RequestName<Contract extends Any = RegisteredContract> =
  ClientEventName<Contract> | keyof BuiltInClientEvents;

/** What travels with an event that clients send, and what comes back. */
interface Exchange {
  readonly payload: Loose;
  readonly reply: Loose;
}

// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- a record has no members of its own
interface LooseRequests extends BuiltInClientEvents {
  readonly [event: string]: Exchange;
}

/** What the contract has for an event that clients send. */
interface ContractExchange<Event extends string, Contract extends Any> {
  readonly payload: RequestPayload<Event, Contract>;
  readonly reply: RequestReply<Event, Contract>;
}

/**
 * The events that clients send, by name. A map for each contract, in which one event is looked up: a condition on the event would be
 * walked through by each call that infers it.
 */
type Requests<Contract extends Any> = Any extends Contract
  ? LooseRequests
  : {
      readonly [Event in ClientEventName<Contract>]: ContractExchange<Event, Contract>;
    } & Omit<BuiltInClientEvents, ClientEventName<Contract>>;

/** What a map has for a name. */
type Entry<Map extends Readonly<Record<string, unknown>>, Name extends string> = Map[Name];

type ExchangeOf<
  Map extends Readonly<Record<string, Exchange>>,
  Part extends keyof Exchange,
  Name extends string,
> = Map[Name][Part];

/** What a client sends with an event: its schema's input. */
export type PayloadOf<Event extends string, Contract extends Any = RegisteredContract> = ExchangeOf<
  Requests<Contract>,
  "payload",
  Event
>;

/** What a request resolves to: its reply schema's output. */
export type ReplyOf<Event extends string, Contract extends Any = RegisteredContract> = ExchangeOf<
  Requests<Contract>,
  "reply",
  Event
>;

/** Names of the events that a client may listen to. */
export type ListenName<Contract extends Any = RegisteredContract> =
  ServerEventName<Contract> | keyof BuiltInServerEvents;

// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- a record has no members of its own
interface LooseReceived extends BuiltInServerEvents {
  readonly [event: string]: Loose;
}

/** The payloads of the events that clients listen to, by name; see {@link Requests}. */
type Received<Contract extends Any> = Any extends Contract
  ? LooseReceived
  : {
      readonly [Event in ServerEventName<Contract>]: ListenerPayload<Event, Contract>;
    } & Omit<BuiltInServerEvents, ServerEventName<Contract>>;

/** What a listener gets: its schema's output. */
export type ReceivedOf<Event extends string, Contract extends Any = RegisteredContract> = Entry<
  Received<Contract>,
  Event
>;

/** The payload, and what may follow it; left out where nothing has to be sent. */
export type Args<Payload, Rest extends unknown[] = []> = undefined extends Payload
  ? [payload?: Payload, ...rest: Rest]
  : [payload: Payload, ...rest: Rest];

/** The contract's channel patterns; any text without a contract. */
export type ChannelPattern<Contract extends Any = RegisteredContract> = Any extends Contract
  ? string
  : keyof Channels<Contract> & string;

/** The parameters of a pattern, by name: `{ id: string | number }` for `"orders.{id}"`. */
export type ChannelParams<Pattern extends string> = string extends Pattern
  ? Readonly<Record<string, string | number>>
  : Readonly<Record<ParamName<Pattern>, string | number>>;

type ParamName<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never;

/** A pattern with parameters, and its whole name without. */
export type ChannelArgs<Name extends string> = string extends Name
  ? [params?: ChannelParams<Name>]
  : Name extends `${string}{${string}}${string}`
    ? [params: ChannelParams<Name>]
    : [];

/** What may be given to `channel`: a pattern of the contract, or a name that fits one. */
export type ChannelName<Contract extends Any = RegisteredContract> = Any extends Contract
  ? string
  : ChannelPattern<Contract> | ChannelNames<ChannelPattern<Contract>>;

// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- a contract without channels has none
type NoChannels = Record<never, never>;

type Channels<Contract extends Any> =
  Contract["channels"] extends Readonly<Record<string, ChannelDefinition>>
    ? Contract["channels"]
    : NoChannels;

/** The definition of the channel that a name or a pattern means. */
type DefinitionOf<Name extends string, Contract extends Any> = {
  [Pattern in keyof Channels<Contract> & string]: ChannelNames<Name> extends ChannelNames<Pattern>
    ? Channels<Contract>[Pattern]
    : never;
}[keyof Channels<Contract> & string];

type Whispers<Name extends string, Contract extends Any> =
  DefinitionOf<Name, Contract> extends {
    readonly whisper: infer Map extends Readonly<Record<string, unknown>>;
  }
    ? Map
    : NoChannels;

/** What the members of a channel may whisper; any name without a contract. */
export type WhisperName<Name extends string, Contract extends Any = RegisteredContract> = Any extends Contract
  ? string
  : keyof Whispers<Name, Contract> & string;

type WhisperSchema<Name extends string, Event, Contract extends Any> = Event extends keyof Whispers<
  Name,
  Contract
>
  ? Whispers<Name, Contract>[Event] extends { readonly payload: infer S extends Schema }
    ? S
    : never
  : never;

/** What a member sends with a whisper. */
export type WhisperPayload<
  Name extends string,
  Event extends string,
  Contract extends Any = RegisteredContract,
> = [WhisperSchema<Name, Event, Contract>] extends [never]
  ? unknown
  : SchemaInput<WhisperSchema<Name, Event, Contract>>;

/** What the other members get. */
export type WhisperReceived<
  Name extends string,
  Event extends string,
  Contract extends Any = RegisteredContract,
> = [WhisperSchema<Name, Event, Contract>] extends [never]
  ? unknown
  : SchemaOutput<WhisperSchema<Name, Event, Contract>>;

/** What members show of each other. */
export type InfoOf<Name extends string, Contract extends Any = RegisteredContract> = PresenceInfo<
  Name,
  Contract
>;
