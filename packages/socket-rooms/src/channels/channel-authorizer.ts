import { tracingChannel } from "node:diagnostics_channel";
import type { TracingChannel } from "node:diagnostics_channel";
import { SocketException } from "@carillon/socket-contract";
import { authStateOf, traced, withDeadline } from "@carillon/socket-contract/server";
import type { JoinTrace, MaybePromise } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { forbiddenRoom } from "../joining/forbidden-room.js";
import { looksLikeSocketId } from "../joining/socket-id.js";
import { channelNameIn } from "./channel-name.js";
import type { ChannelContext, ChannelRule, Whisper } from "./channel-rule.js";
import type { ChannelMatch, Channels } from "./channels.js";

const joinChannel: TracingChannel<unknown, JoinTrace> = tracingChannel("carillon:join");

/** Asks the rules, within a deadline, and throws what they refuse. */
export class ChannelAuthorizer {
  readonly #channels: Channels;
  readonly #timeoutMs: number;

  constructor(channels: Channels, timeoutMs: number) {
    this.#channels = channels;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The channel that a client names in its payload.
   *
   * @throws SocketException `bad_input`, `unknown_channel` or `forbidden_room`.
   */
  matchOf(payload: unknown): ChannelMatch {
    const name = channelNameIn(payload);
    const match = this.#channels.match(name);
    if (match === undefined) {
      throw new SocketException(
        "There is no such channel in this namespace; the server defines channels with Route.channel(pattern, rule).",
        { code: "unknown_channel" },
      );
    }
    if (match.pattern.params.length > 0 && looksLikeSocketId(name)) {
      throw forbiddenRoom("That name has the form of a connection's id.");
    }
    return match;
  }

  /** Whether a connection may be in a channel: `true`, or what the others may see of it. Throws the refusal. */
  authorizeJoin(socket: Socket, match: ChannelMatch): Promise<true | object> {
    if (!joinChannel.hasSubscribers) return this.#askJoin(socket, match);
    const trace: JoinTrace = {
      channel: match.pattern.source,
      namespace: socket.nsp.name,
      outcome: undefined,
    };
    return traced(joinChannel, trace, () => this.#askJoin(socket, match));
  }

  /** Throws when the rule refuses to let a member leave. */
  async authorizeLeave(socket: Socket, { name, rule, params }: ChannelMatch): Promise<void> {
    if (rule.leave === undefined) return;
    const may = await this.#inTime(rule.leave(contextOf(socket, name), params));
    if (may !== true) throw forbidden("You may not leave this channel.");
  }

  /** Throws when the rule does not let a member whisper. */
  async authorizeWhisper(
    socket: Socket,
    { name, rule, params }: ChannelMatch,
    whisper: Whisper,
  ): Promise<void> {
    assertAdmitted(socket, rule);
    const { whisper: allowed = false } = rule;
    const may =
      typeof allowed === "function"
        ? await this.#inTime(allowed.call(rule, contextOf(socket, name), params, whisper))
        : typeof allowed === "boolean"
          ? allowed
          : allowed.includes(whisper.event);
    if (may !== true) throw forbidden("You may not whisper in this channel.");
  }

  async #askJoin(socket: Socket, { name, rule, params }: ChannelMatch): Promise<true | object> {
    assertAdmitted(socket, rule);
    const answer = await this.#inTime(rule.join?.(contextOf(socket, name), params));
    // An array is no answer: an empty list of rows must not let anyone in.
    if (answer === true || (typeof answer === "object" && answer !== null && !Array.isArray(answer))) {
      return answer;
    }
    throw forbiddenRoom("You may not join this channel.");
  }

  #inTime(work: MaybePromise<unknown>): Promise<unknown> {
    return withDeadline(work, this.#timeoutMs, tooLate);
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
function assertAdmitted(socket: Socket, rule: ChannelRule): void {
  const state = authStateOf(socket);
  const isAdmitted =
    state?.identity == null
      ? rule.guests === true
      : rule.guards === undefined || (state.guard !== null && rule.guards.includes(state.guard));
  if (!isAdmitted) throw new SocketException("Sign in to join this channel.", { code: "unauthenticated" });
}

function forbidden(message: string): SocketException {
  return new SocketException(message, { code: "forbidden" });
}

function tooLate(): SocketException {
  return new SocketException("The channel's rule took too long.", { code: "timeout", retryable: true });
}
