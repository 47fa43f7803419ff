import { createClient } from "@carillon/socket-client";
import type {
  ChannelName,
  Client,
  ClientOptions,
  InfoOf,
  ListenName,
  PayloadOf,
  ReceivedOf,
  ReplyOf,
  RequestName,
} from "@carillon/socket-client";
import { checkFunction } from "@carillon/socket-contract/server";
import type { ContractDefinition, Member, RegisteredContract } from "@carillon/socket-contract";
import { createFakeNetwork } from "./fake-transport.js";
import { FakeServer } from "./fake-server.js";
import type { FakeHandler } from "./fake-server.js";

/** What a fake answers, by event. A handler refuses by throwing a `SocketException`. */
export type FakeHandlers<Contract extends ContractDefinition = RegisteredContract> = {
  readonly [Event in RequestName<Contract>]?: (
    payload: PayloadOf<Event, Contract>,
  ) => ReplyOf<Event, Contract> | Promise<ReplyOf<Event, Contract>>;
};

/** How a fake client behaves: as any client, without an address. */
export type FakeClientOptions<Contract extends ContractDefinition = RegisteredContract> = Omit<
  ClientOptions<Contract>,
  "url" | "path" | "namespace"
>;

/** A client without a server, for tests of a page. */
export interface FakeClient<
  Contract extends ContractDefinition = RegisteredContract,
> extends Client<Contract> {
  /**
   * Lets an event arrive, as if the server had sent it.
   *
   * @param to - `channel`: the channel that it was sent to. Default: to this client alone.
   */
  push<Event extends ListenName<Contract>>(
    event: Event,
    payload: ReceivedOf<Event, Contract>,
    to?: { readonly channel?: ChannelName<Contract> },
  ): void;
  /** Lets these users, and no others, be in a channel with presence. */
  pushMembers<const Name extends ChannelName<Contract>>(
    channel: Name,
    members: readonly { readonly id: string; readonly info: InfoOf<Name, Contract> }[],
  ): void;
  /** What the client has sent so far, joins apart, in order. */
  readonly requests: readonly { readonly event: string; readonly payload: unknown }[];
  /** Breaks the connection, and lets no other one be made. */
  goOffline(): void;
  /** Lets the client connect again. */
  goOnline(): void;
}

/**
 * Makes a client that needs no server: what it sends is answered by functions, and what it receives is pushed by the test.
 *
 * It is the client of `@carillon/socket-client` itself, on a connection in memory: status, queues, timeouts, channels and React hooks
 * behave as they do in a page. Joins succeed unless `"channel:join"` has a handler; there are no notifications unless
 * `"notifications:list"` has one.
 *
 * @param handlers - What is answered, by event; see {@link FakeHandlers}. Any other event fails with `unknown_event`.
 * @param options - As for `createClient`, without an address.
 * @returns The client. It connects at its first use; `await using` or `close()` ends it.
 * @example
 * ```ts
 * import { createFakeClient } from "@carillon/socket-testing";
 *
 * await using client = createFakeClient({ "orders:create": () => ({ id: 7 }) });
 * console.log(await client.request("orders:create", { sku: "bell" })); // { id: 7 }
 * client.on("order:updated", (order) => console.log(order));
 * client.push("order:updated", { id: 7, status: "shipped" });
 * ```
 */
export function createFakeClient<Contract extends ContractDefinition = RegisteredContract>(
  handlers: FakeHandlers<Contract> = {},
  options: FakeClientOptions<Contract> = {},
): FakeClient<Contract> {
  checkHandlers(handlers);
  return looseFakeClient(handlers, options) as unknown as FakeClient<Contract>;
}

/** @throws UsageError `E_NOT_A_FUNCTION` for an event without one. */
function checkHandlers(handlers: unknown): void {
  const example = 'createFakeClient({ "orders:create": (payload) => ({ id: 7 }) })';
  if (typeof handlers !== "object" || handlers === null || Array.isArray(handlers)) {
    checkFunction("createFakeClient's handler of each event", handlers, example);
  }
  for (const [event, handler] of Object.entries(handlers as object)) {
    if (handler !== undefined) checkFunction(`createFakeClient's "${event}"`, handler, example);
  }
}

/** What every server of Carillon answers. */
const builtIn: Readonly<Record<string, FakeHandler>> = {
  "channel:join": (payload) => ({ channel: (payload as { readonly channel: string }).channel }),
  "channel:leave": () => null,
  "channel:whisper": () => null,
  "client:alive": () => null,
  "auth:refresh": () => null,
  "notifications:list": () => ({ items: [], head: 0, unread: 0, reset: false, hasMore: false }),
};

function looseFakeClient(handlers: object, options: FakeClientOptions): FakeClient {
  const all = new Map(Object.entries({ ...builtIn, ...handlers } as Record<string, FakeHandler>));
  const server = new FakeServer(all);
  const network = createFakeNetwork(server);
  const client = createClient({
    ...options,
    url: "http://fake.invalid",
    reconnect: { minMs: 5, maxMs: 50, ...options.reconnect },
    socket: { ...options.socket, transports: [network.transport], autoUnref: canUnref() },
  });
  let version = 0;
  const own = {
    push: (event: string, payload: unknown, { channel }: { readonly channel?: string } = {}) => {
      server.emit(event, ...(channel === undefined ? [payload] : [payload, { channel }]));
    },
    pushMembers: (channel: string, members: readonly { readonly id: string; readonly info: object }[]) => {
      const since = Date.now();
      const all = members.map(({ id, info }): Member => ({ id, info, connections: 1, since }));
      server.emit("presence:state", { channel, version: ++version, members: all });
    },
    requests: server.requests,
    goOffline: () => {
      network.isUp = false;
      network.cut();
    },
    goOnline: () => {
      network.isUp = true;
    },
  };
  return Object.create(client, Object.getOwnPropertyDescriptors(own)) as FakeClient;
}

/** Node's timers can be told not to keep the process alive; a browser's, and jsdom's, cannot. */
function canUnref(): boolean {
  const timer: unknown = setTimeout(() => undefined, 0);
  return typeof (timer as { readonly unref?: unknown }).unref === "function";
}
