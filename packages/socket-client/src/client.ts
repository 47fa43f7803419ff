import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import type { Channel } from "./channels/channel.js";
import type {
  Args,
  ChannelArgs,
  ChannelName,
  ListenName,
  PayloadOf,
  ReceivedOf,
  ReplyOf,
  RequestName,
} from "./names.js";
import type { NotificationList } from "./notifications/notifications.js";
import type { OfflinePolicy } from "./options.js";
import type { RequestError } from "./requests/request-error.js";
import type { Status } from "./connection/status.js";
import type { Store } from "./store.js";

/** How one request differs from the others. */
export interface RequestOptions {
  /** Gives it up, with code `aborted`. */
  readonly signal?: AbortSignal;
  /** How long the answer may take, in milliseconds. Default: the client's `requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Default: the client's policy for the event. */
  readonly offline?: OfflinePolicy;
  /** Names the request, so that an `idempotent` route runs it once. Default: one of its own where the policy is a queue. */
  readonly idempotencyKey?: string;
}

/** What came of a request: `data`, or an `error`. */
export type Outcome<Data> =
  { readonly ok: true; readonly data: Data } | { readonly ok: false; readonly error: RequestError };

/** The client of one server, or of one namespace of it. */
export interface Client<Contract extends ContractDefinition = RegisteredContract> extends AsyncDisposable {
  /**
   * Sends an event and waits for its answer.
   *
   * @returns What the handler returned.
   * @throws RequestError alone: a code of the server's, or `offline`, `timeout`, `aborted`, `disconnected`.
   */
  request<Event extends RequestName<Contract>>(
    event: Event,
    ...args: Args<PayloadOf<Event, Contract>, [options?: RequestOptions]>
  ): Promise<ReplyOf<Event, Contract>>;
  /** As {@link Client.request}, but never rejects: resolves to `{ ok: true, data }` or `{ ok: false, error }`. */
  try<Event extends RequestName<Contract>>(
    event: Event,
    ...args: Args<PayloadOf<Event, Contract>, [options?: RequestOptions]>
  ): Promise<Outcome<ReplyOf<Event, Contract>>>;
  /**
   * Sends an event that wants no answer.
   *
   * @returns `false` when it was dropped.
   */
  send<Event extends RequestName<Contract>>(
    event: Event,
    ...payload: Args<PayloadOf<Event, Contract>>
  ): boolean;
  /**
   * Listens to what the server sends.
   *
   * @returns Undoes it.
   */
  on<Event extends ListenName<Contract>>(
    event: Event,
    listener: (payload: ReceivedOf<Event, Contract>) => void,
  ): () => void;
  /**
   * Waits for the next event of a name.
   *
   * @param options - `timeoutMs` is unlimited by default.
   * @throws RequestError `timeout` or `aborted`.
   */
  once<Event extends ListenName<Contract>>(
    event: Event,
    options?: Pick<RequestOptions, "signal" | "timeoutMs">,
  ): Promise<ReceivedOf<Event, Contract>>;
  /**
   * A channel, by its pattern and parameters or by its whole name. It is joined at its first use.
   *
   * @throws TypeError where a parameter is missing, or holds `.`, `:` or `/`.
   */
  channel<const Name extends ChannelName<Contract>>(
    name: Name,
    ...params: ChannelArgs<NoInfer<Name>>
  ): Channel<Name, Contract>;
  /** As {@link Client.channel}: whether a channel is private is decided by its rule on the server. */
  private<const Name extends ChannelName<Contract>>(
    name: Name,
    ...params: ChannelArgs<NoInfer<Name>>
  ): Channel<Name, Contract>;
  /** As {@link Client.channel}: whether a channel shows its members is decided by its rule on the server. */
  join<const Name extends ChannelName<Contract>>(
    name: Name,
    ...params: ChannelArgs<NoInfer<Name>>
  ): Channel<Name, Contract>;
  /** The user's notifications; the same object at each call. They are loaded at the first subscription. */
  notifications(): NotificationList;
  /**
   * Listens to failures that no call waits for: of what was sent by `send`, of a join, of what a schema refuses.
   *
   * @returns Undoes it.
   */
  onError(listener: (error: RequestError) => void): () => void;
  /** How the client stands with its server, and why. */
  readonly status: Store<Status>;
  /** The id of the connection. */
  readonly socketId: string | undefined;
  /** Headers for HTTP requests, so that `toOthers` leaves this connection out. */
  headers(): { readonly "x-socket-id"?: string };
  /**
   * Asks for the token again and gives it to the server: after another user has signed in, for example.
   *
   * @throws RequestError when the server refuses it, or what the token callback throws. Not while offline.
   */
  refreshToken(): Promise<void>;
  /** Connects now, or begins anew after `signed_out` and `closed`. */
  connect(): void;
  /** Ends the connection. Requests that wait fail with `offline`. Resolves when it is closed. */
  close(): Promise<void>;
}
