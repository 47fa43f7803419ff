import type {
  BuiltInClientEvents,
  BuiltInServerEvents,
  ChannelDefinition,
  ChannelNames,
  ClientEventName,
  ContractDefinition,
  ListenerPayload,
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

/** What a client sends with an event: its schema's input. */
export type PayloadOf<Event extends string, Contract extends Any = RegisteredContract> =
  Event extends ClientEventName<Contract>
    ? string extends ClientEventName<Contract>
      ? BuiltInPayload<Event, RequestPayload<Event, Contract>>
      : RequestPayload<Event, Contract>
    : BuiltInPayload<Event, never>;

type BuiltInPayload<Event, Else> = Event extends keyof BuiltInClientEvents
  ? BuiltInClientEvents[Event]["payload"]
  : Else;

/** What a request resolves to: its reply schema's output. */
export type ReplyOf<Event extends string, Contract extends Any = RegisteredContract> =
  Event extends ClientEventName<Contract>
    ? string extends ClientEventName<Contract>
      ? BuiltInReply<Event, RequestReply<Event, Contract>>
      : RequestReply<Event, Contract>
    : BuiltInReply<Event, never>;

type BuiltInReply<Event, Else> = Event extends keyof BuiltInClientEvents
  ? BuiltInClientEvents[Event]["reply"]
  : Else;

/** Names of the events that a client may listen to. */
export type ListenName<Contract extends Any = RegisteredContract> =
  ServerEventName<Contract> | keyof BuiltInServerEvents;

/** What a listener gets: its schema's output. */
export type ReceivedOf<Event extends string, Contract extends Any = RegisteredContract> =
  Event extends ServerEventName<Contract>
    ? string extends ServerEventName<Contract>
      ? BuiltInReceived<Event, ListenerPayload<Event, Contract>>
      : ListenerPayload<Event, Contract>
    : BuiltInReceived<Event, never>;

type BuiltInReceived<Event, Else> = Event extends keyof BuiltInServerEvents
  ? BuiltInServerEvents[Event]
  : Else;

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
