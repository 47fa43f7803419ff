import type {
  BuiltInServerEvents,
  ChannelMark,
  ContractDefinition,
  ErrorEvent,
  RegisteredContract,
} from "@carillon/socket-contract";
import { channelName, createChannel } from "./channel.js";
import type { Channel, ChannelRegistry } from "./channel.js";
import type { Client, Outcome, RequestOptions } from "./client.js";
import { Connection } from "./connection.js";
import { NotificationKeeper } from "./notification-list.js";
import type { ChannelParams } from "./names.js";
import type { ClientOptions, OfflinePolicy } from "./options.js";
import { localError, RequestError } from "./request-error.js";
import { Requests } from "./requests.js";
import { checked } from "./schemas.js";
import { SharedChannel } from "./shared-channel.js";
import { Listeners } from "./store.js";

/**
 * Makes a client. Nothing connects before it is used.
 *
 * @param options - See {@link ClientOptions}.
 * @returns The client, typed by the contract that is given as type argument, or by the registered one.
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
  return new CarillonClient(options) as unknown as Client<Contract>;
}

/** A {@link Client} whose events have no types. */
class CarillonClient {
  readonly status: Client["status"];
  readonly #options: ClientOptions;
  readonly #connection: Connection;
  readonly #requests: Requests;
  readonly #notifications: NotificationKeeper;
  readonly #listeners = new Listeners();
  readonly #errors = new Listeners();
  readonly #channels = new Map<string, SharedChannel>();

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#connection = new Connection(options as ClientOptions<never>, {
      up: () => {
        for (const channel of this.#channels.values()) channel.join();
        this.#notifications.up();
        this.#requests.up();
      },
      down: () => {
        for (const channel of this.#channels.values()) channel.down();
      },
      ended: () => {
        this.#requests.ended();
      },
      received: (event, args) => {
        this.#received(event, args);
      },
    });
    this.#requests = new Requests(this.#connection);
    this.#notifications = new NotificationKeeper(
      this.#connection,
      (event, payload) => this.request(event, payload, { offline: "fail" }),
      this.#failed,
    );
    this.status = this.#connection.status;
  }

  request(event: string, payload?: unknown, options: RequestOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { signal, timeoutMs = this.#timeoutMs, idempotencyKey } = options;
      if (signal?.aborted === true) {
        reject(aborted(event));
        return;
      }
      const abort = (): void => {
        giveUp?.();
        reject(aborted(event));
      };
      const giveUp = this.#requests.submit({
        event,
        payload,
        timeoutMs,
        policy: options.offline ?? this.#policyOf(event),
        key: idempotencyKey,
        done: (error, data) => {
          signal?.removeEventListener("abort", abort);
          if (error === undefined)
            checked(this.#options.contract?.client?.[event]?.reply, event, data, resolve, reject);
          else reject(error);
        },
      });
      if (giveUp !== undefined) signal?.addEventListener("abort", abort);
    });
  }

  async try(event: string, payload?: unknown, options?: RequestOptions): Promise<Outcome<unknown>> {
    try {
      return { ok: true, data: await this.request(event, payload, options) };
    } catch (error) {
      return { ok: false, error: error as RequestError };
    }
  }

  send(event: string, payload?: unknown): boolean {
    const giveUp = this.#requests.submit({
      event,
      payload,
      timeoutMs: this.#timeoutMs,
      policy: this.#policyOf(event),
      key: undefined,
      done: undefined,
    });
    return giveUp !== undefined;
  }

  on(event: string, listener: (payload: unknown) => void): () => void {
    this.#connection.use();
    return this.#listeners.add(event, listener);
  }

  once(event: string, { signal, timeoutMs }: RequestOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const end = (error?: RequestError): void => {
        off();
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        if (error !== undefined) reject(error);
      };
      const abort = (): void => {
        end(aborted(event));
      };
      const off = this.on(event, (payload) => {
        end();
        resolve(payload);
      });
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              end(localError(event, "timeout", "The event did not come in time."));
            }, timeoutMs);
      signal?.addEventListener("abort", abort);
      if (signal?.aborted === true) abort();
    });
  }

  channel(name: string, params?: ChannelParams<string>): Channel {
    return createChannel(channelName(name, params), this.#registry);
  }

  private(name: string, params?: ChannelParams<string>): Channel {
    return this.channel(name, params);
  }

  join(name: string, params?: ChannelParams<string>): Channel {
    return this.channel(name, params);
  }

  notifications(): NotificationKeeper {
    return this.#notifications;
  }

  onError(listener: (error: RequestError) => void): () => void {
    return this.#errors.add("", listener);
  }

  get socketId(): string | undefined {
    return this.#connection.id;
  }

  headers(): { "x-socket-id"?: string } {
    const { id } = this.#connection;
    return id === undefined ? {} : { "x-socket-id": id };
  }

  async refreshToken(): Promise<void> {
    await this.#connection.renew();
    for (const channel of this.#channels.values()) {
      if (channel.state.getSnapshot().is === "refused") channel.join();
    }
  }

  connect(): void {
    this.#connection.connect();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #timeoutMs(): number {
    return this.#options.requestTimeoutMs ?? 10_000;
  }

  #policyOf(event: string): OfflinePolicy {
    const { offline = "fail" } = this.#options;
    if (typeof offline === "string" || "queue" in offline) return offline as OfflinePolicy;
    return (offline as Readonly<Record<string, OfflinePolicy>>)[event] ?? "fail";
  }

  readonly #failed = (error: RequestError): void => {
    this.#errors.call("", error);
  };

  readonly #check = (event: string, payload: unknown, then: (payload: unknown) => void): void => {
    checked(this.#options.contract?.server?.[event]?.payload, event, payload, then, this.#failed);
  };

  readonly #registry: ChannelRegistry = {
    find: (name) => this.#channels.get(name),
    open: (name) => {
      this.#connection.use();
      const known = this.#channels.get(name);
      if (known !== undefined) return known;
      const channel = new SharedChannel(name, {
        connection: this.#connection,
        requestTimeoutMs: this.#timeoutMs,
        check: this.#check,
        failed: this.#failed,
        forget: () => this.#channels.delete(name),
      });
      this.#channels.set(name, channel);
      return channel;
    },
    whisper: (channel, event, payload) => {
      if (this.#channels.get(channel)?.state.getSnapshot().is !== "joined") return;
      this.#connection.send("channel:whisper", [{ channel, event, payload }], true);
    },
  };

  #received(event: string, [payload, mark]: unknown[]): void {
    const { channel: name = "" } = (mark ?? payload ?? {}) as Partial<ChannelMark>;
    const channel = this.#channels.get(name);
    if (event.startsWith("presence:")) {
      const change = payload as BuiltInServerEvents["presence:state"];
      const kind = event.slice(9);
      if (kind === "state") channel?.members.snapshot(change);
      else channel?.members.change(kind as "join", change);
    } else if (event === "channel:whisper") {
      const whisper = payload as BuiltInServerEvents["channel:whisper"];
      channel?.whispers.call(whisper.event, whisper.payload, whisper.from);
    } else if (event === "error:socket") {
      this.#refused(payload as ErrorEvent);
    } else {
      this.#notifications.received(event, payload);
      if (mark !== undefined) channel?.receive(event, payload, mark as ChannelMark);
    }
    this.#check(event, payload, (value) => this.#listeners.call(event, value));
  }

  #refused(failure: ErrorEvent): void {
    const error = new RequestError(failure.event, failure);
    const { channel = "" } = (failure.data ?? {}) as { channel?: string };
    const shared = failure.event === "channel:join" ? this.#channels.get(channel) : undefined;
    if (shared === undefined) this.#failed(error);
    else shared.refuse(error);
  }
}

function aborted(event: string): RequestError {
  return localError(event, "aborted", "The request was aborted.");
}
