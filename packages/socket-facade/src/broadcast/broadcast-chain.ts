import type { ContractDefinition, RegisteredContract, ServerEvents } from "@carillon/socket-contract";
import type { BroadcastOperator, DefaultEventsMap, RemoteSocket } from "socket.io";

/** The events that the server sends by a contract; any where there is none. */
type SentEvents<Contract extends ContractDefinition> = ContractDefinition extends Contract
  ? DefaultEventsMap
  : ServerEvents<Contract>;

/** Socket.IO's own chain, typed by the contract. */
export type BroadcastChain<Contract extends ContractDefinition = RegisteredContract> = PublicPart<
  BroadcastOperator<SentEvents<Contract>, unknown>
>;

/** A class without its private members, so that an object of the same shape fits. */
type PublicPart<Class> = Pick<Class, keyof Class>;

/** A socket of any node, as Socket.IO describes it. */
export type AnySocket<Contract extends ContractDefinition = RegisteredContract> = RemoteSocket<
  SentEvents<Contract>,
  unknown
>;
