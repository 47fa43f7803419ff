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
import type { Loose } from "./loose.js";
import type { RegisteredContract } from "./register.js";

/** Any event with any arguments: what Socket.IO has without types. */
type AnyEvents = Record<string, (...args: Loose[]) => void>;

type Ack<Reply> = (answer: Envelope<Reply>) => void;

/**
 * The arguments of a client's event: nothing, or the payload, and the ack at the end. Arguments and not functions, because the type
 * checker then looks at no event that is not used.
 */
type ClientArgs<Payload, Reply> = unknown extends Payload
  ? [ack: Ack<Reply>]
  : undefined extends Payload
    ? [ack: Ack<Reply>] | [payload: Payload, ack: Ack<Reply>]
    : [payload: Payload, ack: Ack<Reply>];

type ServerArgs<Payload> = undefined extends Payload ? [payload?: Payload] : [payload: Payload];

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
        [Event in ClientEventName<Contract>]: (
          ...args: ClientArgs<RequestPayload<Event, Contract>, HandlerReply<Event, Contract>>
        ) => void;
      } & {
        [Event in Exclude<keyof BuiltInClientEvents, ClientEventName<Contract>>]: (
          ...args: ClientArgs<BuiltInClientEvents[Event]["payload"], BuiltInClientEvents[Event]["reply"]>
        ) => void;
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
        [Event in ServerEventName<Contract>]: (
          ...args: ServerArgs<BroadcastPayload<Event, Contract>>
        ) => void;
      } & {
        [Event in Exclude<keyof BuiltInServerEvents, ServerEventName<Contract>>]: (
          ...args: ServerArgs<BuiltInServerEvents[Event]>
        ) => void;
      };
