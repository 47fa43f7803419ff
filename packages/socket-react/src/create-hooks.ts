import type { Channel, ChannelState, Client, Outcome, RequestError, Store } from "@carillon/socket-client";
import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from "react";
import type { Hooks, UseChannelOptions } from "./hooks.js";
import { useLatest } from "./latest.js";
import { useRequestOf } from "./request.js";
import { useSelection } from "./selection.js";

/**
 * Makes the hooks of a contract, once, in a file of the application.
 *
 * @returns Hooks that are typed by the contract, and the provider that hands them their client.
 * @example
 * ```tsx
 * import { defineContract } from "@carillon/socket-contract";
 * import { createHooks } from "@carillon/socket-react";
 * import { z } from "zod";
 *
 * const contract = defineContract({ client: { "chat:send": { payload: z.string() } } });
 * export const { CarillonProvider, useChannel, usePresence, useRequest, useStatus } = createHooks<typeof contract>();
 * ```
 */
export function createHooks<Contract extends ContractDefinition = RegisteredContract>(): Hooks<Contract> {
  const Context = createContext<Client | undefined>(undefined);

  function useClient(): Client {
    const client = useContext(Context);
    if (client !== undefined) return client;
    throw new Error("No client: wrap the component in <CarillonProvider client={client}>.");
  }

  /** The same object for the same channel of the same client, however often a component renders. */
  function useNamedChannel(name: string, params: Params): Channel | undefined {
    const client = useClient();
    const named = params === null ? undefined : client.channel(name, params);
    // The name says all that the object is made of.
    return useMemo(() => named, [client, named?.name]);
  }

  const hooks: Hooks = {
    CarillonProvider: ({ client, children }) => createElement(Context.Provider, { value: client }, children),
    useClient,
    useStatus() {
      const { status } = useClient();
      return useSyncExternalStore(status.subscribe, status.getSnapshot, status.getServerSnapshot);
    },
    useEvent(event, listener) {
      const client = useClient();
      const latest = useLatest(listener);
      useEffect(() => client.on(event, (payload) => void latest.current(payload)), [client, event, latest]);
    },
    useRequest: (event: string, options = {}) => useRequestOf(useClient(), event, options),
    useChannel(name, params, options = {}) {
      const channel = useNamedChannel(name, params);
      useListeners(channel, options);
      const store = channel?.state ?? noState;
      const whisper = useCallback<Channel["whisper"]>(
        (event, ...data) => channel?.whisper(event, ...data),
        [channel],
      );
      return {
        state: useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot),
        whisper,
      };
    },
    usePresence: (name, params, select) =>
      useSelection(useNamedChannel(name, params)?.presence ?? noMembers, select ?? (same as never)),
    useNotifications() {
      const list = useClient().notifications();
      const snapshot = useSyncExternalStore(list.subscribe, list.getSnapshot, list.getServerSnapshot);
      return useMemo(
        () => ({
          ...snapshot,
          markRead: (id: string) => outcomeOf(list.markRead(id)),
          markAllRead: () => outcomeOf(list.markAllRead()),
          loadMore: () => outcomeOf(list.loadMore()),
        }),
        [list, snapshot],
      );
    },
  };
  return hooks;
}

type Params = Readonly<Record<string, string | number>> | null;

/** Keeps a component's listeners on its channel. Only another channel or other names of events change what is subscribed. */
function useListeners(
  channel: Channel | undefined,
  options: UseChannelOptions<string, ContractDefinition>,
): void {
  const { on = {}, onWhisper = {}, onGap, onFresh } = options;
  const latest = useLatest({ on: on, onWhisper: onWhisper, onGap, onFresh });
  const events = JSON.stringify([Object.keys(on).sort(), Object.keys(onWhisper).sort()]);
  useEffect(() => {
    if (channel === undefined) return;
    const [names, whispers] = JSON.parse(events) as [string[], string[]];
    let isLoaded = false;
    const load = (): void => {
      isLoaded = true;
      latest.current.onFresh?.();
    };
    const changed = (): void => {
      const { is, recovered } = channel.state.getSnapshot();
      // With history, a rejoin either brings what was missed or is a gap.
      if (is === "joined" && (!isLoaded || recovered === undefined)) load();
    };
    const undos = [
      // In use even without a listener.
      channel.onGap((gap) => {
        latest.current.onGap?.(gap);
        load();
      }),
      channel.state.subscribe(changed),
      ...names.map((event) =>
        channel.on(event, (data, info) => latest.current.on[event]?.(data as never, info as never)),
      ),
      ...whispers.map((event) =>
        channel.onWhisper(event, (data, from) =>
          latest.current.onWhisper[event]?.(data as never, from as never),
        ),
      ),
    ];
    changed();
    return () => {
      for (const undo of undos) undo();
    };
  }, [channel, events, latest]);
}

const left = Object.freeze({ is: "left" } as const);
const none: readonly never[] = Object.freeze([]);
const noState: Store<ChannelState> = unchanging(left);
const noMembers = unchanging(none);

/** So that a click handler need not catch: what failed is in the outcome. */
function outcomeOf(work: Promise<void>): Promise<Outcome<void>> {
  return work.then(
    () => ({ ok: true, data: undefined }),
    (error: unknown) => ({ ok: false, error: error as RequestError }),
  );
}

function unchanging<Value>(value: Value): Store<Value> {
  return { subscribe: () => ignore, getSnapshot: () => value, getServerSnapshot: () => value };
}

function ignore(): void {
  // There is no channel.
}

function same<Value>(value: Value): Value {
  return value;
}
