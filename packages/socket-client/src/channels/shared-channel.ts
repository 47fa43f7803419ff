import type { ChannelJoinReply, ChannelMark } from "@carillon/socket-contract";
import { bounded } from "../connection/bounded.js";
import type { Connection, Done } from "../connection/connection.js";
import type { JoinRequest } from "../connection/create-socket.js";
import { createMembers } from "./members.js";
import type { Members } from "./members.js";
import { createMessageOrder } from "./message-order.js";
import type { RequestError } from "../requests/request-error.js";
import { createListeners, createStore } from "../store.js";
import type { Listeners, Store } from "../store.js";

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
  readonly timeoutMs: number;
  /** Checks a payload by the contract, and hands it on. */
  check(event: string, payload: unknown, then: (checked: unknown) => void): void;
  failed(error: RequestError): void;
  /** The channel was left. */
  forget(): void;
}

/** One channel of a client, however many use it. */
export interface SharedChannel {
  readonly state: Store<ChannelState>;
  readonly members: Members;
  /** Of messages (`event orders:shipped`), whispers (`whisper typing`), gaps (`gap`) and members (`join`, `leave`, `update`). */
  readonly listeners: Listeners;
  /**
   * Keeps the channel for one more user.
   *
   * @returns Lets it go.
   */
  use(): () => void;
  /** Joins, or joins again with what is known of the channel. */
  join(): void;
  /** What the next handshake asks for, so that the join needs no round trip of its own. */
  request(): JoinRequest;
  /** The connection is gone. */
  down(): void;
  /** This connection was refused at a join, or put out later. */
  refuse(error: RequestError): void;
  /** Takes a message that the server marked with this channel's name. */
  receive(event: string, payload: unknown, mark: ChannelMark): void;
}

/** How long a channel without users is kept, in milliseconds. */
const lingerMs = 250;
/** The limits of the first and of the longest wait before a join that may succeed later, in milliseconds. */
const retryMs = 1_000;
const maxRetryMs = 30_000;

/** Makes a channel; it is joined at its first use. */
export function createSharedChannel(name: string, host: ChannelHost): SharedChannel {
  const { connection } = host;
  const state = createStore<ChannelState>({ is: "joining" });
  const listeners = createListeners();
  const members = createMembers(listeners);
  let users = 0;
  let retries = 0;
  let lingering: ReturnType<typeof setTimeout> | undefined;
  let retrying: ReturnType<typeof setTimeout> | undefined;
  /** Stops waiting for the answer to a join. */
  let stop: (() => void) | undefined;
  let socketId: string | undefined;
  /** Whether the handshake has asked for the join. */
  let isAsked = false;

  const deliver = (event: string, payload: unknown, info: MessageInfo): void => {
    host.check(event, payload, (checked) => {
      listeners.call(`event ${event}`, checked, info);
    });
  };
  const order = createMessageOrder({
    deliver,
    gap: (reason) => {
      connection.debug("gap", name);
      listeners.call("gap", { reason });
    },
    missing: () => {
      ask(false);
    },
  });

  function join(): void {
    members.wait();
    order.wait();
    state.set({ is: "joining" });
    ask(true);
  }

  /** @param isNew - Whether this connection is not in the channel yet. */
  function ask(isNew: boolean): void {
    endAsking();
    if (!connection.isUp()) return;
    connection.debug("join", name);
    const answered: Done = (error, reply) => {
      stop = undefined;
      if (error?.code === "disconnected") return;
      if (!error) joined(reply as ChannelJoinReply, isNew);
      else if (isNew) refuse(error);
      else askLater(error.retryAfterMs);
    };
    stop = connection.ask("channel:join", [request()], host.timeoutMs, answered, isAsked ? name : undefined);
    isAsked = false;
  }

  function request(): JoinRequest {
    const position = order.position();
    return { channel: name, ...(position && { since: { ...position, ...(socketId && { socketId }) } }) };
  }

  function joined({ presence, history }: ChannelJoinReply, isNew: boolean): void {
    const isAgain = order.position();
    retries = 0;
    socketId = connection.id();
    if (history?.missed.length) connection.debug("replay", name, { count: history.missed.length });
    order.answer(history);
    if (isNew) state.set({ is: "joined", ...(isAgain && { recovered: history?.recovered === true }) });
    if (presence) members.snapshot(presence);
    // A history that does not answer now is asked until it does.
    if (isAgain && !history) askLater();
  }

  function askLater(atLeastMs?: number): void {
    clearTimeout(retrying);
    const waitMs = Math.min(maxRetryMs, retryMs * 2 ** retries++) * Math.random();
    retrying = setTimeout(
      () => {
        if (state.getSnapshot().is === "refused") join();
        else ask(false);
      },
      bounded(atLeastMs, maxRetryMs) + waitMs,
    );
  }

  function endAsking(): void {
    clearTimeout(retrying);
    stop?.();
    stop = undefined;
  }

  function refuse(error: RequestError): void {
    order.answer(undefined);
    members.snapshot({ version: 0, count: 0, members: [] });
    state.set({ is: "refused", error });
    host.failed(error);
    if (error.retryable || error.status >= 500) askLater(error.retryAfterMs);
  }

  function leave(): void {
    endAsking();
    order.wait();
    if (state.getSnapshot().is !== "refused") {
      connection.debug("leave", name);
      connection.send("channel:leave", [{ channel: name }]);
    }
    host.forget();
    state.set({ is: "left" });
  }

  return {
    state,
    members,
    listeners,
    join,
    request: () => {
      isAsked = true;
      return request();
    },
    refuse,
    use: () => {
      clearTimeout(lingering);
      // A new user may be let in where the one before was refused.
      if (users++ === 0 && !stop && state.getSnapshot().is !== "joined") join();
      return () => {
        if (--users === 0) lingering = setTimeout(leave, lingerMs);
      };
    },
    down: () => {
      endAsking();
      if (state.getSnapshot().is === "joined") state.set({ is: "joining" });
    },
    receive: (event, payload, { epoch, offset = 0 }) => {
      if (epoch && offset > 0) order.live({ epoch, offset, event, payload });
      else deliver(event, payload, { replayed: false });
    },
  };
}
