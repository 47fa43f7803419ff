import { tracingChannel } from "node:diagnostics_channel";
import type { TracingChannel } from "node:diagnostics_channel";
import { SocketException } from "@carillon/socket-contract";
import { authStateOf, traced, withDeadline } from "@carillon/socket-contract/server";
import type { JoinTrace } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { channelName } from "./channel-name.js";
import type { ChannelContext, ChannelRule, Whisper } from "./channel-rule.js";
import type { ChannelMatch, Channels } from "./channels.js";
import { presenceOf } from "./presence-options.js";
import { forbiddenRoom } from "./room-keeper.js";
import { looksLikeSocketId } from "./socket-id.js";

const joinChannel: TracingChannel<unknown, JoinTrace> = tracingChannel("carillon:join");

/** Asks the rules, within a deadline, and throws what they refuse. */
export class Gate {
  readonly #channels: Channels;
  readonly #timeoutMs: number;

  constructor(channels: Channels, timeoutMs: number) {
    this.#channels = channels;
    this.#timeoutMs = timeoutMs;
  }

  /** The channel that a client names in its payload. */
  find(payload: unknown): ChannelMatch {
    const name = channelName((payload as { readonly channel?: unknown } | null | undefined)?.channel);
    const match = this.#channels.match(name);
    if (match === undefined) {
      throw new SocketException("There is no such channel.", { code: "unknown_channel" });
    }
    if (match.pattern.params.length > 0 && looksLikeSocketId(name)) {
      throw forbiddenRoom("That name has the form of a connection's id.");
    }
    return match;
  }

  /** Whether a connection may be in a channel: `true`, or what the others may see of it. Throws the refusal. */
  ask(socket: Socket, match: ChannelMatch): Promise<true | object> {
    if (!joinChannel.hasSubscribers) return this.#ask(socket, match);
    const trace: JoinTrace = {
      channel: match.pattern.source,
      namespace: socket.nsp.name,
      outcome: undefined,
    };
    return traced(joinChannel, trace, () => this.#ask(socket, match));
  }

  async #ask(socket: Socket, { name, rule, params }: ChannelMatch): Promise<true | object> {
    assertKnown(socket, rule);
    const answer = await withDeadline(rule.join?.(contextOf(socket, name), params), this.#timeoutMs, tooLate);
    // An array is no answer: an empty list of rows must not open a door.
    if (answer === true || (typeof answer === "object" && answer !== null && !Array.isArray(answer))) {
      return answer;
    }
    throw forbiddenRoom("You may not join this channel.");
  }

  /** Throws when the rule does not let a member go. */
  async assertMayLeave(socket: Socket, { name, rule, params }: ChannelMatch): Promise<void> {
    if (rule.leave === undefined) return;
    const may: unknown = await withDeadline(
      rule.leave(contextOf(socket, name), params),
      this.#timeoutMs,
      tooLate,
    );
    if (may !== true) throw forbidden("You may not leave this channel.");
  }

  /** Throws when the rule does not let a member whisper. */
  async assertMayWhisper(
    socket: Socket,
    { name, rule, params }: ChannelMatch,
    whisper: Whisper,
  ): Promise<void> {
    assertKnown(socket, rule);
    const { whisper: allowed = false } = rule;
    const may: unknown =
      typeof allowed === "function"
        ? await withDeadline(
            allowed.call(rule, contextOf(socket, name), params, whisper),
            this.#timeoutMs,
            tooLate,
          )
        : typeof allowed === "boolean"
          ? allowed
          : allowed.includes(whisper.event);
    if (may !== true) throw forbidden("You may not whisper in this channel.");
  }
}

/**
 * Who asks, and for which channel.
 *
 * @param socket - The connection that asks.
 * @param channel - The channel's name.
 */
export function contextOf(socket: Socket, channel: string): ChannelContext {
  const state = authStateOf(socket);
  // Of the application's own type once registered; null for guests alone, which a rule has to admit.
  const user: unknown = state?.identity?.user ?? null;
  return {
    user,
    userId: state?.identity?.id ?? null,
    guard: state?.guard ?? null,
    channel,
    socket,
  } as ChannelContext;
}

/** Guests only where the rule admits them; users only of the guards that it names. */
function assertKnown(socket: Socket, rule: ChannelRule): void {
  const state = authStateOf(socket);
  const welcome =
    state?.identity == null
      ? rule.guests === true && presenceOf(rule) === undefined
      : rule.guards === undefined || (state.guard !== null && rule.guards.includes(state.guard));
  if (!welcome) throw new SocketException("Sign in to join this channel.", { code: "unauthenticated" });
}

function forbidden(message: string): SocketException {
  return new SocketException(message, { code: "forbidden" });
}

function tooLate(): SocketException {
  return new SocketException("The channel's rule took too long.", { code: "timeout", retryable: true });
}
