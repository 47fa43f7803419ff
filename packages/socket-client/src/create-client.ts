import type {
  BuiltInServerEvents,
  ChannelMark,
  ContractDefinition,
  ErrorEvent,
  PresenceState,
  RegisteredContract,
} from "@carillon/socket-contract";
import { channelName, createChannel } from "./channels/channel.js";
import { checkClientOptions } from "./check-options.js";
import type { Channel, ChannelRegistry } from "./channels/channel.js";
import type { Client, Outcome, RequestOptions } from "./client.js";
import { createConnection } from "./connection/create-connection.js";
import type { ChannelParams } from "./names.js";
import { createNotificationList } from "./notifications/notification-list.js";
import type { ClientOptions, OfflinePolicy } from "./options.js";
import { localError, RequestError } from "./requests/request-error.js";
import { createRequests } from "./requests/requests.js";
import { checked } from "./requests/schemas.js";
import { createSharedChannel } from "./channels/shared-channel.js";
import type { SharedChannel } from "./channels/shared-channel.js";
import { createListeners } from "./store.js";

/**
 * Makes a client. Nothing connects before it is used.
 *
 * @param options - See {@link ClientOptions}.
 * @returns The client, typed by the contract that is given as type argument, or by the registered one.
 * @throws TypeError with code `E_CLIENT_OPTIONS` in development, for options that it does not have. Builds of pages for production, and
 *   Node with `NODE_ENV=production`, do not look at them.
 * @example
 * ```ts
 * import { createClient } from "@carillon/socket-client";
 *
 * const client = createClient({ url: "http://localhost:3000", token: () => "let-me-in" });
 * client.channel("orders.7").on("order:updated", (order) => console.log(order));
 * console.log(await client.request("orders:list"));
 * ```
 */
export function createClient<Contract extends ContractDefinition = RegisteredContract>(
  options: ClientOptions<Contract> = {},
): Client<Contract> {
  checkInDevelopment(options);
  return looseClient(options) as unknown as Client<Contract>;
}

/** What bundlers replace by the mode of their build; a page that has none has no such thing. */
declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** Builds for production leave the check out, with all that it says. */
function checkInDevelopment(options: unknown): void {
  try {
    if (process.env.NODE_ENV !== "production") checkClientOptions(options);
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
  }
}

/** How many channels a handshake may join; the others are joined one by one. */
const maxJoins = 100;

/** A client whose events have no types. */
function looseClient(options: ClientOptions) {
  const { contract, offline = "fail", requestTimeoutMs = 10_000 } = options;
  const listeners = createListeners();
  const errors = createListeners();
  const channels = new Map<string, SharedChannel>();

  const connection = createConnection(options, {
    joins: () => [...channels.values()].slice(0, maxJoins).map((channel) => channel.request()),
    up: () => {
      for (const channel of channels.values()) channel.join();
      list.up();
      requests.up();
    },
    down: () => {
      for (const channel of channels.values()) channel.down();
    },
    ended: () => {
      requests.ended();
    },
    received,
  });
  const requests = createRequests(connection, options.clock);
  const list = createNotificationList(
    connection,
    (event, payload) => request(event, payload, { offline: "fail" }),
    failed,
  );

  function failed(error: RequestError): void {
    errors.call("", error);
  }

  function check(event: string, payload: unknown, then: (payload: unknown) => void): void {
    checked(contract?.server?.[event]?.payload, event, payload, then, failed);
  }

  function policyOf(event: string): OfflinePolicy {
    if (typeof offline === "string" || "queue" in offline) return offline as OfflinePolicy;
    return (offline as Readonly<Record<string, OfflinePolicy | undefined>>)[event] ?? "fail";
  }

  function received(event: string, [payload, mark]: unknown[]): void {
    const { channel: name = "", data } = (mark ?? payload ?? {}) as { channel?: string; data?: unknown };
    const channel = channels.get(name);
    const [family, kind = ""] = event.split(":");
    if (event === "channel:joined") {
      // The handshake asked for it, and it was left meanwhile.
      if (!channel) connection.send("channel:leave", [{ channel: name }]);
    } else if (event === "channel:whisper") {
      const whisper = payload as BuiltInServerEvents["channel:whisper"];
      channel?.listeners.call(`whisper ${whisper.event}`, whisper.payload, whisper.from);
    } else if (event === "error:socket") {
      const failure = payload as ErrorEvent;
      const error = new RequestError(failure.event, failure);
      const joined = channels.get((data as Partial<ChannelMark> | undefined)?.channel ?? "");
      if (joined && error.event === "channel:join") joined.refuse(error);
      else failed(error);
    } else if (family === "presence") {
      if (kind === "state") channel?.members.snapshot(payload as PresenceState);
      else channel?.members.change(kind, payload as PresenceState);
    } else {
      list.received(event, payload);
      if (mark) channel?.receive(event, payload, mark as ChannelMark);
    }
    check(event, payload, (value) => {
      listeners.call(event, value);
    });
  }

  function request(event: string, payload?: unknown, given: RequestOptions = {}): Promise<unknown> {
    const { signal, timeoutMs = requestTimeoutMs, offline: policy = policyOf(event) } = given;
    return abortable(event, signal, (resolve, reject) =>
      requests.submit({
        event,
        payload,
        policy,
        timeoutMs,
        key: given.idempotencyKey,
        done: (error, data) => {
          if (error) reject(error);
          else checked(contract?.client?.[event]?.reply, event, data, resolve, reject);
        },
      }),
    );
  }

  function on(event: string, listener: (payload: unknown) => void): () => void {
    connection.use();
    return listeners.add(event, listener);
  }

  const registry: ChannelRegistry = {
    find: (name) => channels.get(name),
    open: (name) => {
      connection.use();
      const known = channels.get(name);
      if (known) return known;
      const forget = (): boolean => channels.delete(name);
      const made = createSharedChannel(name, {
        connection,
        timeoutMs: requestTimeoutMs,
        check,
        failed,
        forget,
      });
      channels.set(name, made);
      return made;
    },
    whisper: (channel, event, payload) => {
      if (channels.get(channel)?.state.getSnapshot().is !== "joined") return;
      connection.send("channel:whisper", [{ channel, event, payload }], true);
    },
  };
  const channel = (name: string, params?: ChannelParams<string>): Channel =>
    createChannel(channelName(name, params), registry);

  return {
    status: connection.status,
    request,
    try: (event: string, payload?: unknown, given?: RequestOptions): Promise<Outcome<unknown>> =>
      request(event, payload, given).then(
        (data) => ({ ok: true, data }),
        (error: unknown) => ({ ok: false, error: error as RequestError }),
      ),
    send: (event: string, payload?: unknown): boolean =>
      !!requests.submit({
        event,
        payload,
        policy: policyOf(event),
        timeoutMs: requestTimeoutMs,
        key: undefined,
        done: undefined,
      }),
    on,
    once: (event: string, { signal, timeoutMs }: RequestOptions = {}): Promise<unknown> =>
      abortable(event, signal, (resolve, reject) => {
        const late = (): void => {
          reject(localError("timeout", event));
        };
        const timer = timeoutMs && setTimeout(late, timeoutMs);
        const off = on(event, resolve);
        return () => {
          clearTimeout(timer);
          off();
        };
      }),
    channel,
    private: channel,
    join: channel,
    notifications: () => list,
    onError: (listener: (error: RequestError) => void) => errors.add("", listener),
    get socketId() {
      return connection.id();
    },
    headers: () => {
      const id = connection.id();
      return id ? { "x-socket-id": id } : {};
    },
    refreshToken: async () => {
      await connection.renew();
      for (const each of channels.values()) if (each.state.getSnapshot().is === "refused") each.join();
    },
    connect: connection.connect,
    close: connection.close,
    [Symbol.asyncDispose]: connection.close,
  };
}

/** A promise that a signal rejects. `begin` returns what ends it. */
function abortable(
  event: string,
  signal: AbortSignal | undefined,
  begin: (
    resolve: (value: unknown) => void,
    reject: (error: RequestError) => void,
  ) => (() => void) | undefined,
): Promise<unknown> {
  let end: (() => void) | undefined;
  let abort: (() => void) | undefined;
  return new Promise((resolve, reject) => {
    abort = () => {
      reject(localError("aborted", event, false));
    };
    if (signal?.aborted) {
      abort();
    } else {
      signal?.addEventListener("abort", abort);
      end = begin(resolve, reject);
    }
  }).finally(() => {
    end?.();
    if (abort) signal?.removeEventListener("abort", abort);
  });
}
