import { checkFunction, checkOptionKeys, checkOptions, UsageError } from "@carillon/socket-contract/server";
import type { MaybePromise, OptionKinds } from "@carillon/socket-contract/server";
import type { PresenceInfo, RegisteredUser } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import type { ChannelParams } from "./channel-pattern.js";
import { historyOptionsOf } from "../history/history-options.js";
import type { HistoryOptions } from "../history/history-options.js";
import { presenceOf } from "../presence/presence-options.js";
import type { PresenceOptions, PresenceSetting } from "../presence/presence-options.js";

/** Who asks, and for which channel. */
export interface ChannelContext<User = RegisteredUser> {
  /** The authenticated user; `null` only where a rule admits `guests`. */
  readonly user: User;
  /** The user's id as a string, or `null` for a guest. */
  readonly userId: string | null;
  /** The guard that recognised the user, or `null`. */
  readonly guard: string | null;
  /** The channel's whole name, which is the name of its room. */
  readonly channel: string;
  /** The Socket.IO socket that asks. */
  readonly socket: Socket;
}

/** What a rule answers: `true`, or an object that the other members see; everything else is a refusal. */
export type JoinAnswer<Info extends object = object> = boolean | Info | null | undefined;

/** Who may do what in the channels of one pattern. Without `join` no client may join. */
export interface ChannelRule<Params = Readonly<Record<string, string>>, Info extends object = object> {
  /**
   * Whether a user may join. Asked at every join, and again at `recheckChannel`.
   *
   * @returns `true`, or an object that the other members see of this one; everything else refuses.
   * @throws SocketException to refuse with a code and a message of your own.
   */
  join?(context: ChannelContext, params: Params): MaybePromise<JoinAnswer<Info>>;
  /** Whether a client may leave by `channel:leave`. Default: always. */
  leave?(context: ChannelContext, params: Params): MaybePromise<boolean>;
  /**
   * Whether members may send `channel:whisper` to the others: `true`, a list of event names, or a decision for
   * each. Default: no whispers.
   */
  whisper?:
    | boolean
    | readonly string[]
    | ((context: ChannelContext, params: Params, whisper: Whisper) => MaybePromise<boolean>);
  /** Names of the guards whose users may join. Default: any guard, but no anonymous sockets. */
  readonly guards?: readonly string[];
  /** Lets anonymous sockets ask too; `context.user` is then `null` for them. Not together with `presence`. Default `false`. */
  readonly guests?: boolean;
  /** Shows the members to each other; `true`, what they may see, or more options. Default: no presence. */
  readonly presence?: PresenceSetting<Info>;
  /** Keeps what `rooms.publish` sends, for clients that were away; `true` with the defaults. Default: no history. */
  readonly history?: boolean | HistoryOptions;
  /** Called once for each connection that joined. */
  onJoin?(context: ChannelContext, params: Params): unknown;
  /** Called once for each connection that left, was removed, disconnected or crashed. */
  onLeave?(context: ChannelContext, params: Params): unknown;
}

/** What a member sends to the other members. */
export interface Whisper {
  /** The client's own name for it, such as `"typing"`. */
  readonly event: string;
  /** What the client sent with it. Not validated. */
  readonly payload: unknown;
}

/** Every way to write a rule: the `join` function alone, an object, or a class that is made once. */
export type ChannelRuleReference<Params = Readonly<Record<string, string>>, Info extends object = object> =
  | NonNullable<ChannelRule<Params, Info>["join"]>
  | ChannelRule<Params, Info>
  | (new () => ChannelRule<Params, Info>);

/** {@link ChannelRuleReference} for one pattern, with what the registered contract says of its members. */
export type ChannelRuleFor<Pattern extends string> = ChannelRuleReference<
  ChannelParams<Pattern>,
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-arguments -- another type once a contract is registered
  PresenceInfo<Pattern>
>;

/**
 * Brings every way to write a rule into one form.
 *
 * @param reference - A function, an object or a class.
 * @param pattern - For the error message.
 * @throws UsageError when there is no `join`, something is of the wrong type, or guests would be shown by presence.
 */
export function ruleOf(reference: ChannelRuleReference<never>, pattern: string): ChannelRule {
  const rule = instanceOf(reference) as ChannelRule | null | undefined;
  if (typeof rule?.join !== "function") {
    throw new UsageError(
      "E_CHANNEL_RULE",
      `The channel "${pattern}" has no join; without it no client could join. Write channel("${pattern}", ` +
        `({ user }, params) => boolean), or a class or an object with join(context, params).`,
    );
  }
  checkRule(rule, reference, pattern);
  if (rule.guards !== undefined && !Array.isArray(rule.guards)) {
    throw new UsageError(
      "E_CHANNEL_GUARDS",
      `The guards of channel "${pattern}" are a list of names, for example ["api"].`,
    );
  }
  if (rule.guests === true && presenceOf(rule) !== undefined) {
    throw new UsageError(
      "E_CHANNEL_GUESTS_PRESENCE",
      `The channel "${pattern}" has guests and presence, but presence shows users by their ids, which guests do not have; ` +
        `remove one of the two, or define a second channel for guests.`,
    );
  }
  historyOptionsOf(rule);
  return rule;
}

function instanceOf(reference: ChannelRuleReference<never>): unknown {
  if (typeof reference !== "function") return reference;
  const prototype = reference.prototype as { join?: unknown } | undefined;
  return typeof prototype?.join === "function" ? new (reference as new () => unknown)() : { join: reference };
}

const presenceKinds: OptionKinds<PresenceOptions> = {
  mode: ["list", "count"],
  graceMs: "ms",
  batchMs: "ms",
  info: "function",
};

const ruleKeys = ["join", "leave", "whisper", "guards", "guests", "presence", "history", "onJoin", "onLeave"];

/** Keys and kinds of a rule. An instance of a class may have fields of its own. */
function checkRule(rule: ChannelRule, reference: unknown, pattern: string): void {
  const where = `The rule of channel "${pattern}"`;
  const { leave, whisper, guests, presence, history, onJoin, onLeave } = rule as Readonly<
    Record<keyof ChannelRule, unknown>
  >;
  if (typeof reference === "object" && Object.getPrototypeOf(reference) === Object.prototype)
    checkOptionKeys(where, rule, ruleKeys);
  for (const [key, value] of Object.entries({ leave, onJoin, onLeave })) {
    if (value !== undefined) checkFunction(`${where}: ${key}`, value, `${key}: (context, params) => { ... }`);
  }
  if (guests !== undefined && typeof guests !== "boolean")
    throw new UsageError("E_CHANNEL_RULE", `${where}: guests is true or false.`);
  if (
    whisper !== undefined &&
    typeof whisper !== "function" &&
    typeof whisper !== "boolean" &&
    !Array.isArray(whisper)
  ) {
    throw new UsageError(
      "E_CHANNEL_RULE",
      `${where}: whisper is a list of events such as ["typing"], or a function.`,
    );
  }
  if (history !== undefined && typeof history !== "boolean")
    checkOptionKeys(`${where}: history`, history, ["size", "ttlMs"]);
  if (presence !== undefined && typeof presence !== "boolean" && typeof presence !== "function")
    checkOptions(`${where}: presence`, presence as PresenceOptions, presenceKinds);
}
