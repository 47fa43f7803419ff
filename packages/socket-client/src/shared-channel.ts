import type { ChannelJoinReply, ChannelMark } from "@carillon/socket-contract";
import type { Connection } from "./connection.js";
import { Members } from "./members.js";
import { MessageOrder } from "./message-order.js";
import type { RequestError } from "./request-error.js";
import { createStore, Listeners } from "./store.js";
import type { WritableStore } from "./store.js";

/** How a client stands with a channel. */
export interface ChannelState {
  readonly is: "joining" | "joined" | "refused" | "left";
  /** After a reconnect: whether all that was missed was delivered. */
  readonly recovered?: boolean;
  /** Why it was refused. */
  readonly error?: RequestError;
}

/** What stands beside a message of a channel. */
export interface MessageInfo {
  /** Its place in the channel's history, where there is one. */
  readonly offset?: number;
  /** Whether it was missed, and came later. */
  readonly replayed: boolean;
}

/** What a {@link SharedChannel} needs of its client. */
export interface ChannelHost {
  readonly connection: Connection;
  readonly requestTimeoutMs: number;
  /** Checks a payload by the contract, and hands it on. */
  check(event: string, payload: unknown, then: (checked: unknown) => void): void;
  failed(error: RequestError): void;
  /** The channel was left. */
  forget(channel: SharedChannel): void;
}

const joining: ChannelState = Object.freeze({ is: "joining" });
/** How long a channel without users is kept, in milliseconds. */
const lingerMs = 250;
/** The first and the longest wait before a join that may succeed later is tried again, in milliseconds. */
const retryMs = 1_000;
const maxRetryMs = 30_000;

/** One channel of a client, however many use it. */
export class SharedChannel {
  readonly name: string;
  readonly state: WritableStore<ChannelState> = createStore<ChannelState>(joining);
  readonly members: Members = new Members();
  readonly events: Listeners = new Listeners();
  readonly whispers: Listeners = new Listeners();
  readonly gaps: Listeners = new Listeners();
  readonly #host: ChannelHost;
  readonly #order: MessageOrder;
  #users = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #retries = 0;
  /** Stops waiting for the answer to a join. */
  #stop: (() => void) | undefined;
  #socketId: string | undefined;

  constructor(name: string, host: ChannelHost) {
    this.name = name;
    this.#host = host;
    this.#order = new MessageOrder({
      deliver: (message, replayed) => {
        this.#deliver(message.event, message.payload, { offset: message.offset, replayed });
      },
      gap: (reason) => {
        host.connection.debug("gap", name);
        this.gaps.call("", { reason });
      },
      missing: () => {
        this.#join(false);
      },
    });
  }

  /**
   * Keeps the channel for one more user.
   *
   * @returns Lets it go, once.
   */
  use(): () => void {
    this.#users++;
    clearTimeout(this.#timer);
    const { is } = this.state.getSnapshot();
    if (this.#users === 1 && (is === "refused" || (is === "joining" && this.#stop === undefined)))
      this.join();
    let isUsed = true;
    return () => {
      if (!isUsed) return;
      isUsed = false;
      if (--this.#users > 0) return;
      this.#timer = setTimeout(() => {
        this.#leave();
      }, lingerMs);
    };
  }

  /** Joins, or joins again with what is known of the channel. */
  join(): void {
    this.members.wait();
    this.#order.wait();
    this.#set({ is: "joining" });
    this.#join(true);
  }

  /** The connection is gone. */
  down(): void {
    this.#endAsking();
    if (this.state.getSnapshot().is !== "refused") this.#set({ is: "joining" });
  }

  /** The client is closed. */
  close(): void {
    this.#endAsking();
    clearTimeout(this.#timer);
    this.#order.close();
    this.members.snapshot();
    this.#set({ is: "left" });
    this.#host.forget(this);
  }

  /** This connection was refused at a join, or put out later. */
  refuse(error: RequestError): void {
    this.#order.answer(undefined);
    this.members.snapshot();
    this.#set({ is: "refused", error });
    this.#host.failed(error);
    if (error.retryable || error.code === "timeout" || error.status >= 500)
      this.#joinLater(error.retryAfterMs);
  }

  /** Takes a message that the server marked with this channel's name. */
  receive(event: string, payload: unknown, { epoch, offset }: ChannelMark): void {
    if (epoch === undefined || offset === undefined) this.#deliver(event, payload, { replayed: false });
    else this.#order.live({ epoch, offset, event, payload });
  }

  /** @param isNew - Whether this connection is not in the channel yet. */
  #join(isNew: boolean): void {
    const { connection, requestTimeoutMs } = this.#host;
    if (!connection.isUp) return;
    this.#endAsking();
    const position = this.#order.position;
    const since = position && {
      ...position,
      ...(this.#socketId !== undefined && { socketId: this.#socketId }),
    };
    const stop = connection.ask(
      "channel:join",
      [{ channel: this.name, ...(since && { since }) }],
      requestTimeoutMs,
      (error, data) => {
        if (this.#stop === stop) this.#stop = undefined;
        if (error?.code === "disconnected") return;
        if (error === undefined) this.#joined(data as ChannelJoinReply, isNew);
        else if (isNew) this.refuse(error);
        else this.#joinLater(error.retryAfterMs);
      },
    );
    this.#stop = stop;
    connection.debug("join", this.name);
  }

  #joined({ presence, history }: ChannelJoinReply, isNew: boolean): void {
    const { connection } = this.#host;
    const position = this.#order.position;
    this.#retries = 0;
    this.#socketId = connection.id;
    if (history && history.missed.length > 0) connection.debug("replay", this.name, history.missed.length);
    this.#order.answer(history);
    if (isNew) {
      const recovered = position === undefined ? undefined : history?.recovered === true;
      this.#set({ is: "joined", ...(recovered !== undefined && { recovered }) });
    }
    if (presence !== undefined || isNew) this.members.snapshot(presence);
    // Its history does not answer now: what was missed is asked for until it does.
    if (position !== undefined && history === undefined) this.#joinLater();
  }

  #joinLater(afterMs = 0): void {
    const limitMs = Math.min(maxRetryMs, retryMs * 2 ** this.#retries++);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(
      () => {
        if (this.state.getSnapshot().is === "refused") this.join();
        else this.#join(false);
      },
      Math.min(afterMs, 86_400_000) + limitMs * (0.5 + Math.random() / 2),
    );
  }

  #endAsking(): void {
    clearTimeout(this.#retryTimer);
    this.#stop?.();
    this.#stop = undefined;
  }

  #leave(): void {
    const { connection } = this.#host;
    if (this.state.getSnapshot().is !== "refused") {
      connection.debug("leave", this.name);
      connection.send("channel:leave", [{ channel: this.name }]);
    }
    this.close();
  }

  #deliver(event: string, payload: unknown, info: MessageInfo): void {
    this.#host.check(event, payload, (checked) => this.events.call(event, checked, info));
  }

  #set(state: ChannelState): void {
    this.state.set(Object.freeze(state));
  }
}
