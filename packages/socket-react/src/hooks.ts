import type {
  Channel,
  ChannelName,
  ChannelParams,
  ChannelState,
  Client,
  InfoOf,
  ListenName,
  MessageInfo,
  Notifications,
  Outcome,
  PayloadOf,
  ReceivedOf,
  ReplyOf,
  RequestError,
  RequestName,
  RequestOptions,
  Status,
  WhisperName,
  WhisperReceived,
} from "@carillon/socket-client";
import type { ContractDefinition, Member, RegisteredContract } from "@carillon/socket-contract";
import type { ReactElement, ReactNode } from "react";

/** What {@link Hooks.CarillonProvider} takes. */
export interface CarillonProviderProps<Contract extends ContractDefinition = RegisteredContract> {
  /** Made once, outside of components: `const client = createClient<typeof contract>()`. It stays yours to close. */
  readonly client: Client<Contract>;
  readonly children?: ReactNode;
}

/** What {@link Hooks.useRequest} does beside asking. */
export interface UseRequestOptions<Payload, Reply> {
  /**
   * Called with the payload before it is sent, to show what will be.
   *
   * @returns Takes it back, when the request fails.
   */
  readonly optimistic?: (payload: Payload) => (() => void) | undefined;
  readonly onSuccess?: (reply: Reply, payload: Payload) => void;
  readonly onError?: (error: RequestError, payload: Payload) => void;
}

/** A request that a component makes. */
export interface UsedRequest<Payload, Reply> {
  /** The same function at each render. Never rejects; what came of it is also `data` or `error`. */
  readonly run: (
    ...args: [unknown] extends [Payload]
      ? [payload?: Payload, options?: RequestOptions]
      : undefined extends Payload
        ? [payload?: Payload, options?: RequestOptions]
        : [payload: Payload, options?: RequestOptions]
  ) => Promise<Outcome<Reply>>;
  /** The reply of the latest run that succeeded. */
  readonly data: Reply | undefined;
  /** Why the latest run failed; `undefined` while another one is under way. */
  readonly error: RequestError | undefined;
  /** Whether a run is under way. */
  readonly pending: boolean;
  /** Forgets `data` and `error`, and what is still to come of runs under way. */
  readonly reset: () => void;
}

/** What a component does with a channel. Listeners may change at each render; nothing is subscribed again for it. */
export interface UseChannelOptions<Name extends string, Contract extends ContractDefinition> {
  /** Listeners by event. */
  readonly on?: {
    readonly [Event in ListenName<Contract>]?: (data: ReceivedOf<Event, Contract>, info: MessageInfo) => void;
  };
  /** Listeners for what other members whisper, by event. */
  readonly onWhisper?: {
    readonly [Event in WhisperName<Name, Contract>]?: (
      data: WhisperReceived<Name, Event, Contract>,
      from: string | null,
    ) => void;
  };
  /** Called when messages were missed that cannot be had any more: the place to load anew. */
  readonly onGap?: (gap: { readonly reason: "expired" | "epoch" }) => void;
  /**
   * Called when what is shown has to be loaded: once the channel is joined, after each gap, and after each reconnect where the
   * channel has no history. What comes between is heard by the listeners.
   */
  readonly onFresh?: () => void;
}

/** A channel that a component uses. */
export interface UsedChannel<Name extends string, Contract extends ContractDefinition> {
  /** How the channel stands: `joining`, `joined`, `refused` with its `error`, or `left` where there are no params. */
  readonly state: ChannelState;
  /** Says something to the other members; the same function for the same channel. */
  readonly whisper: Channel<Name, Contract>["whisper"];
}

/** The user's notifications, and what can be done with them. */
export interface UsedNotifications extends Notifications {
  /** Marks one as read. Never rejects; when the server refuses it is unread again. */
  readonly markRead: (id: string) => Promise<Outcome<void>>;
  /** Marks what there is up to now as read. Never rejects. */
  readonly markAllRead: () => Promise<Outcome<void>>;
  /** Loads the next older ones. Never rejects. */
  readonly loadMore: () => Promise<Outcome<void>>;
}

/** The hooks of one contract. */
export interface Hooks<Contract extends ContractDefinition = RegisteredContract> {
  /** Hands a client to the components below. */
  readonly CarillonProvider: (props: CarillonProviderProps<Contract>) => ReactElement;
  /** @throws Error outside of a `CarillonProvider`. */
  readonly useClient: () => Client<Contract>;
  /** How the client stands with its server. Showing it does not connect. */
  readonly useStatus: () => Status;
  /** Listens to an event for as long as the component is mounted. */
  readonly useEvent: <Event extends ListenName<Contract>>(
    event: Event,
    listener: (payload: ReceivedOf<Event, Contract>) => void,
  ) => void;
  /** A request to be made when something happens: a click, a submit. */
  readonly useRequest: <Event extends RequestName<Contract>>(
    event: Event,
    options?: UseRequestOptions<PayloadOf<Event, Contract>, ReplyOf<Event, Contract>>,
  ) => UsedRequest<PayloadOf<Event, Contract>, ReplyOf<Event, Contract>>;
  /**
   * Joins a channel for as long as the component is mounted. Components that use the same one share one join.
   *
   * @param name - A pattern with its parameters, or a whole name with `{}`.
   * @param params - `null` joins nothing, for what is not known yet.
   */
  readonly useChannel: <const Name extends ChannelName<Contract>>(
    name: Name,
    params: ChannelParams<NoInfer<Name>> | null,
    options?: UseChannelOptions<Name, Contract>,
  ) => UsedChannel<Name, Contract>;
  /**
   * Who is in a channel with presence; joins it as {@link Hooks.useChannel} does.
   *
   * @param select - Picks what the component shows, and so when it renders again. Default: the members.
   */
  readonly usePresence: <
    const Name extends ChannelName<Contract>,
    Selected = readonly Member<InfoOf<Name, Contract>>[],
  >(
    name: Name,
    params: ChannelParams<NoInfer<Name>> | null,
    select?: (members: readonly Member<InfoOf<Name, Contract>>[]) => Selected,
  ) => Selected;
  /** The user's notifications, kept up to date. */
  readonly useNotifications: () => UsedNotifications;
}
