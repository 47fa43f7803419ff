import type { ContractDefinition, Member, RegisteredContract } from "@carillon/socket-contract";
import type {
  Args,
  ChannelParams,
  InfoOf,
  ListenName,
  ReceivedOf,
  WhisperName,
  WhisperPayload,
  WhisperReceived,
} from "../names.js";
import type { ChannelState, MessageInfo, SharedChannel } from "./shared-channel.js";
import type { Listener, Store } from "../store.js";

/** Who is in a channel with presence. */
export interface Presence<Info extends object = object> extends Store<readonly Member<Info>[]> {
  /** @returns Undoes it. */
  onJoin(listener: (member: Member<Info>) => void): () => void;
  /** @returns Undoes it. */
  onLeave(listener: (member: Member<Info>) => void): () => void;
  /** @returns Undoes it. */
  onUpdate(listener: (member: Member<Info>) => void): () => void;
  /** How many users are here, also in channels that only count. */
  count(): number;
}

/**
 * A channel, as one user of it sees it.
 *
 * Its first listener or subscription joins, unless another user has joined it already. When the last one of the last
 * user is undone the channel is kept for 250 ms more.
 */
export interface Channel<
  Name extends string = string,
  Contract extends ContractDefinition = RegisteredContract,
> {
  /** The channel's whole name. */
  readonly name: string;
  /**
   * Listens to what the server sends to this channel.
   *
   * @param listener - Gets the payload, and whether it was missed and came later.
   * @returns Undoes it.
   */
  on<Event extends ListenName<Contract>>(
    event: Event,
    listener: (data: ReceivedOf<Event, Contract>, info: MessageInfo) => void,
  ): () => void;
  /** Says something to the other members; it is lost unless the channel is joined. */
  whisper<Event extends WhisperName<Name, Contract>>(
    event: Event,
    ...data: Args<WhisperPayload<Name, Event, Contract>>
  ): void;
  /**
   * Listens to what other members say.
   *
   * @param listener - Gets what was said and the id of the user who said it, `null` for a guest.
   * @returns Undoes it.
   */
  onWhisper<Event extends WhisperName<Name, Contract>>(
    event: Event,
    listener: (data: WhisperReceived<Name, Event, Contract>, from: string | null) => void,
  ): () => void;
  readonly presence: Presence<InfoOf<Name, Contract>>;
  readonly state: Store<ChannelState>;
  /**
   * Called when messages were missed that cannot be had any more: the place to load anew over HTTP.
   *
   * @param listener - Gets why: too many or too long ago (`expired`), or the history was lost (`epoch`).
   * @returns Undoes it.
   */
  onGap(listener: (gap: { readonly reason: "expired" | "epoch" }) => void): () => void;
  /** Undoes all listeners and subscriptions that were made on this object. It can be used again. */
  leave(): void;
}

/** Finds channels that are in use. */
export interface ChannelRegistry {
  find(name: string): SharedChannel | undefined;
  /** Makes it, where it is not there yet. */
  open(name: string): SharedChannel;
  whisper(name: string, event: string, payload: unknown): void;
}

const noMembers: readonly never[] = Object.freeze([]);
const left: ChannelState = Object.freeze({ is: "left" });
const joining: ChannelState = Object.freeze({ is: "joining" });

/** Makes one user's view of a channel. */
export function createChannel(name: string, registry: ChannelRegistry): Channel {
  const undos = new Set<() => void>();

  /** Keeps the channel in use until it is undone. */
  const using =
    <Given>(begin: (shared: SharedChannel, listener: Given) => () => void) =>
    (listener: Given): (() => void) => {
      const shared = registry.open(name);
      const end = begin(shared, listener);
      const release = shared.use();
      const undo = (): void => {
        if (!undos.delete(undo)) return;
        end();
        release();
      };
      undos.add(undo);
      return undo;
    };
  const listen = (name: string, listener: Listener): (() => void) =>
    using<Listener>(({ listeners }) => listeners.add(name, listener))(listener);
  const onMember =
    (kind: string) =>
    (listener: (member: Member) => void): (() => void) =>
      listen(kind, listener);
  /** A store of the channel, wherever that is: `none` stands for one that is not in use. */
  const view = <T>(storeOf: (shared: SharedChannel) => Store<T>, none: T, before = none): Store<T> => ({
    subscribe: using((shared, listener) => storeOf(shared).subscribe(listener)),
    getSnapshot: () => {
      const shared = registry.find(name);
      return shared ? storeOf(shared).getSnapshot() : none;
    },
    getServerSnapshot: () => before,
  });

  return {
    name,
    on: (event, listener) => listen(`event ${event}`, listener),
    whisper: (event, ...[payload]) => {
      registry.whisper(name, event, payload);
    },
    onWhisper: (event, listener) => listen(`whisper ${event}`, listener),
    presence: {
      ...view(({ members }) => members.store, noMembers),
      onJoin: onMember("join"),
      onLeave: onMember("leave"),
      onUpdate: onMember("update"),
      count: () => registry.find(name)?.members.count() ?? 0,
    },
    state: view(({ state }) => state, left, joining),
    onGap: (listener) => listen("gap", listener),
    leave: () => {
      for (const undo of undos) undo();
    },
  };
}

/** Fills in the parameters of a pattern. @throws TypeError where one is missing or cannot be part of a name. */
export function channelName(pattern: string, params: ChannelParams<string> = {}): string {
  return pattern.replace(/\{(\w+)\}/g, (_placeholder, key: string) => {
    const value = String(params[key] ?? "");
    if (/^[^.:/]+$/.test(value)) return value;
    throw new TypeError(`"${pattern}" needs ${key} without . : and /; got "${value}".`);
  });
}
