import type { BuiltInClientEvents, BuiltInServerEvents } from "./built-in-events.js";
import type {
  BroadcastPayload,
  ClientEventName,
  HandlerReply,
  RequestPayload,
  ServerEventName,
} from "./contract.js";
import type { ContractDefinition } from "./contract-definition.js";
import type { Envelope } from "./envelope.js";
import type { Loose, RegisteredContract } from "./register.js";

/** Any event with any arguments: what Socket.IO has without types. */
type AnyEvents = Record<string, (...args: Loose[]) => void>;

type Ack<Reply> = (answer: Envelope<Reply>) => void;

/** A client's event as Socket.IO's generics read it: nothing, or the payload, and the ack at the end. */
type ClientEvent<Payload, Reply> = unknown extends Payload
  ? (ack: Ack<Reply>) => void
  : undefined extends Payload
    ? (...args: [ack: Ack<Reply>] | [payload: Payload, ack: Ack<Reply>]) => void
    : (payload: Payload, ack: Ack<Reply>) => void;

type ServerEvent<Payload> = undefined extends Payload
  ? (payload?: Payload) => void
  : (payload: Payload) => void;

/**
 * What clients send, as Socket.IO's own generic: `new Server<ClientEvents<typeof contract>, ...>()`,
 * `Socket<..., ClientEvents<typeof contract>>`. The contract's events and those that Carillon answers itself.
 *
 * The ack is required, so that `emitWithAck` and `timeout().emit` know what it gets. An event without a payload schema takes none.
 */
export type ClientEvents<Contract extends ContractDefinition = RegisteredContract> =
  ContractDefinition extends Contract
    ? AnyEvents
    : {
        [Event in ClientEventName<Contract>]: ClientEvent<
          RequestPayload<Event, Contract>,
          HandlerReply<Event, Contract>
        >;
      } & {
        [Event in Exclude<keyof BuiltInClientEvents, ClientEventName<Contract>>]: ClientEvent<
          BuiltInClientEvents[Event]["payload"],
          BuiltInClientEvents[Event]["reply"]
        >;
      };

/**
 * What the server sends, as Socket.IO's own generic. The contract's events and those that Carillon sends itself.
 *
 * An event without a payload schema takes any payload or none.
 */
export type ServerEvents<Contract extends ContractDefinition = RegisteredContract> =
  ContractDefinition extends Contract
    ? AnyEvents
    : {
        [Event in ServerEventName<Contract>]: ServerEvent<BroadcastPayload<Event, Contract>>;
      } & {
        [Event in Exclude<keyof BuiltInServerEvents, ServerEventName<Contract>>]: ServerEvent<
          BuiltInServerEvents[Event]
        >;
      };
