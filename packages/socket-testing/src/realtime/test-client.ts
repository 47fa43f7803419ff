import type {
  ChannelArgs,
  Channel,
  ChannelName,
  Client,
  ListenName,
  PayloadOf,
  ReceivedOf,
  ReplyOf,
  RequestName,
} from "@carillon/socket-client";
import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import type { Expected } from "../assertions/matching.js";
import type { ReceivedEvent } from "../memory/fake-socket.js";
import type { Attempt, ExpectedFailure, Failure } from "./attempt.js";

/** The payload of an event; left out where nothing has to be sent. */
type PayloadArgs<Payload> = undefined extends Payload ? [payload?: Payload] : [payload: Payload];

/** What a test expects of an event that it sends. */
export interface Expectation<Reply> {
  /**
   * Asserts that the event is answered.
   *
   * @param expected - What the reply should be: a part of it, or a function that looks at it. Default: any reply.
   * @returns The reply.
   * @throws AssertionError when it fails, or the reply is another one.
   */
  toReply(expected?: Expected<Reply>): Promise<Reply>;
  /**
   * Asserts that the event is refused.
   *
   * @param expected - Such as `{ code: "forbidden" }`. Default: any refusal will do.
   * @returns The refusal.
   * @throws AssertionError when it is answered, or refused otherwise.
   */
  toFail(expected?: ExpectedFailure): Promise<Failure>;
}

/** A client of `@carillon/socket-client`, and what tests ask of one. */
export interface TestClient<Contract extends ContractDefinition = RegisteredContract> extends Omit<
  Client<Contract>,
  "join"
> {
  /** The client alone, for code that takes one, such as `createHooks`. */
  readonly client: Client<Contract>;
  /** The id of the user that it acts as; `undefined` for a guest. */
  readonly userId: string | undefined;
  /**
   * Sends an event, for a look at its answer.
   *
   * @example
   * ```ts
   * import { testRealtime } from "@carillon/socket-testing";
   *
   * await using t = await testRealtime();
   * const ada = await t.as({ id: 1, mayOrder: true }).connect();
   * await ada.expect("orders:create", { sku: "bell" }).toReply({ status: "new" });
   * const bob = await t.as({ id: 2, mayOrder: false }).connect();
   * await bob.expect("orders:create", { sku: "bell" }).toFail({ code: "forbidden" });
   * ```
   */
  expect<Event extends RequestName<Contract>>(
    event: Event,
    ...payload: PayloadArgs<PayloadOf<Event, Contract>>
  ): Expectation<ReplyOf<Event, Contract>>;
  /**
   * Joins a channel, by its pattern and parameters or by its whole name, and stays until the channel's `leave()`.
   *
   * @returns The channel. `.toFail({ code })` where the join must be refused.
   */
  join<const Name extends ChannelName<Contract>>(
    name: Name,
    ...params: ChannelArgs<NoInfer<Name>>
  ): Attempt<Channel<Name, Contract>>;
  /** The payloads of an event that have arrived so far, in order; whether there is a listener or not. */
  received<Event extends ListenName<Contract>>(event: Event): ReceivedOf<Event, Contract>[];
  /** Every event that has arrived so far, in order. */
  readonly events: readonly ReceivedEvent[];
  /**
   * Asserts that an event arrives, or has arrived already.
   *
   * @returns Its payload.
   */
  assertReceived<Event extends ListenName<Contract>>(
    event: Event,
    expected?: Expected<ReceivedOf<Event, Contract>>,
  ): Promise<ReceivedOf<Event, Contract>>;
  /** Asserts that an event has not arrived, once all that is under way has. */
  refuteReceived<Event extends ListenName<Contract>>(
    event: Event,
    expected?: Expected<ReceivedOf<Event, Contract>>,
  ): Promise<void>;
  /** Resolves when the client is connected: at once, or after a cut. */
  online(): Promise<void>;
}
