import type {
  BroadcastPayload,
  ContractDefinition,
  KnownName,
  Loose,
  OrAnyName,
  RegisteredContract,
  ServerEventName,
  ServerEvents,
} from "@carillon/socket-contract";
import type { BroadcastOperator, DefaultEventsMap, RemoteSocket } from "socket.io";

/** The events that the server sends by a contract; any where there is none. */
type SentEvents<Contract extends ContractDefinition> = ContractDefinition extends Contract
  ? DefaultEventsMap
  : ServerEvents<Contract>;

/** The payloads of the events that the server sends, by name: a map for each contract, in which one event is looked up. */
type Payloads<Contract extends ContractDefinition> = {
  readonly [Event in ServerEventName<Contract>]: BroadcastPayload<Event, Contract>;
};

type Entry<Map extends Readonly<Record<string, unknown>>, Name extends string> = Map[Name];

type Arguments<Payload> = undefined extends Payload ? [payload?: Payload] : [payload: Payload];

/** What follows an event's name: its payload, or nothing where it has none. */
export type PayloadArguments<
  Event extends string,
  Contract extends ContractDefinition = RegisteredContract,
> = Arguments<Entry<Payloads<Contract>, Event>>;

/** The name of an event that is sent: the compiler's message for any other is one line with the nearest. */
export type SentName<Event extends string, Contract extends ContractDefinition> = KnownName<
  Event,
  ServerEventName<Contract>
>;

/** What the name of an event that is sent is inferred from; it completes those of the contract. */
export type SentNames<Contract extends ContractDefinition> = OrAnyName<ServerEventName<Contract>>;

type Operator<Contract extends ContractDefinition> = BroadcastOperator<SentEvents<Contract>, unknown>;

/** The steps of Socket.IO's chain that go on with it. */
type Step = "to" | "in" | "except" | "compress";

/** Socket.IO's own chain, typed by the contract. */
export interface BroadcastChain<Contract extends ContractDefinition = RegisteredContract> extends Pick<
  Operator<Contract>,
  Exclude<keyof Operator<Contract>, Step | "emit" | "volatile" | "local">
> {
  to(...rooms: Parameters<Operator<Contract>["to"]>): BroadcastChain<Contract>;
  in(...rooms: Parameters<Operator<Contract>["in"]>): BroadcastChain<Contract>;
  except(...rooms: Parameters<Operator<Contract>["except"]>): BroadcastChain<Contract>;
  compress(compress: boolean): BroadcastChain<Contract>;
  readonly volatile: BroadcastChain<Contract>;
  readonly local: BroadcastChain<Contract>;
  /** Sends the event, as Socket.IO does. */
  emit<const Event extends SentNames<Contract>>(
    event: SentName<Event, Contract>,
    ...payload: ContractDefinition extends Contract ? Loose[] : PayloadArguments<NoInfer<Event>, Contract>
  ): boolean;
}

/** A socket of any node, as Socket.IO describes it. */
export type AnySocket<Contract extends ContractDefinition = RegisteredContract> = RemoteSocket<
  SentEvents<Contract>,
  unknown
>;
