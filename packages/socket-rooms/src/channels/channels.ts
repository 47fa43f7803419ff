import type { ChannelPatternName } from "@carillon/socket-contract";
import { callerLine, nearestName, UsageError } from "@carillon/socket-contract/server";
import { parseChannelPattern, patternsOverlap, shapeOf } from "./channel-pattern.js";
import type { ChannelPattern } from "./channel-pattern.js";
import { ruleOf } from "./channel-rule.js";
import { presenceOf } from "../presence/presence-options.js";
import type { ChannelRule, ChannelRuleFor } from "./channel-rule.js";

/** One pattern and the rule that holds for it. */
export interface Channel {
  /** The pattern, taken apart. */
  readonly pattern: ChannelPattern;
  /** Who may do what. */
  readonly rule: ChannelRule;
  /** Where the application defined it, as `file:line:column`; `undefined` where the engine does not tell. */
  readonly source: string | undefined;
}

/** A name that a rule holds for. */
export interface ChannelMatch extends Channel {
  /** The name, and the name of the room. */
  readonly name: string;
  /** What its parameters stand for. */
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The channel rules of an application, in the order in which they are asked.
 *
 * Where several patterns match one name, the one with the most literal characters decides; among equals the one
 * with fewer parameters, then the one defined first.
 *
 * @example
 * ```ts
 * import { Channels } from "@carillon/socket-rooms";
 *
 * const channels = new Channels();
 * channels.define("orders.{orderId}", ({ user }, { orderId }) => user.orders.includes(orderId));
 * ```
 */
export class Channels {
  readonly #channels: Channel[] = [];
  readonly #overlaps: string[] = [];

  /** How many patterns there are. */
  get size(): number {
    return this.#channels.length;
  }

  /** The guards that the rules name. */
  get guards(): string[] {
    return [...new Set(this.#channels.flatMap(({ rule }) => rule.guards ?? []))];
  }

  /** Whether a rule shows members to each other. */
  get hasPresence(): boolean {
    return this.#channels.some(({ rule }) => rule.presence !== undefined && rule.presence !== false);
  }

  /** Whether a rule keeps what is published. */
  get hasHistory(): boolean {
    return this.#channels.some(({ rule }) => (rule.history ?? false) !== false);
  }

  /** Sentences about patterns that can match the same name; `attachRooms` logs them. */
  get overlaps(): readonly string[] {
    return this.#overlaps;
  }

  /**
   * Defines who may join the channels of a pattern.
   *
   * @param pattern - Such as `"orders.{orderId}"`; one of the registered contract, where that declares channels.
   * @param reference - The `join` function alone, or an object or a class with `join`.
   * @throws UsageError for a pattern or a rule that cannot be used, or a pattern defined twice.
   */
  define<const Pattern extends ChannelPatternName>(
    pattern: Pattern,
    reference: ChannelRuleFor<Pattern>,
  ): this {
    const parsed = parseChannelPattern(pattern);
    const rule = ruleOf(reference, pattern);
    for (const { pattern: other } of this.#channels) {
      if (shapeOf(other.source) === shapeOf(pattern)) {
        throw new UsageError(
          "E_CHANNEL_DEFINED_TWICE",
          `The channel "${pattern}" is already defined as "${other.source}"; change one of them, or join the two rules.`,
        );
      }
      if (patternsOverlap(other.source, pattern)) {
        const [first, second] = [other, parsed].sort(mostLiteralFirst);
        this.#overlaps.push(
          `The channels "${String(first?.source)}" and "${String(second?.source)}" can match the same name; the first one decides then.`,
        );
      }
    }
    this.#channels.push({ pattern: parsed, rule, source: callerLine() });
    this.#channels.sort((a, b) => mostLiteralFirst(a.pattern, b.pattern));
    return this;
  }

  /** Has the same rules as another one, beside its own. */
  copyFrom(other: Channels): void {
    this.#channels.push(...other.#channels);
    this.#overlaps.push(...other.#overlaps);
  }

  /** The rule that decides about a name, or `undefined` where no pattern matches. */
  match(name: string): ChannelMatch | undefined {
    for (const { pattern, rule, source } of this.#channels) {
      const params = pattern.match(name);
      if (params !== undefined) return { pattern, rule, source, name, params };
    }
    return undefined;
  }

  /**
   * Refuses to list the members of what has none.
   *
   * @param name - A channel's whole name.
   * @param isComplete - Whether all channels there are have been defined here: a process that only sends may have none of them.
   * @throws UsageError `E_UNKNOWN_CHANNEL` and `E_CHANNEL_WITHOUT_PRESENCE`.
   */
  checkPresence(name: string, isComplete: boolean): void {
    if (this.#channels.length === 0 && !isComplete) return;
    const match = this.match(name);
    if (match === undefined) this.selector(name);
    else if (presenceOf(match.rule) === undefined) {
      throw new UsageError(
        "E_CHANNEL_WITHOUT_PRESENCE",
        `The channel "${match.pattern.source}" does not know its members; write presence: true in its rule, beside join.`,
      );
    }
  }

  /**
   * Whether a channel is selected by a defined pattern, or by one channel's whole name.
   *
   * @throws UsageError `E_UNKNOWN_CHANNEL` when it is neither, with the nearest known pattern.
   */
  selector(pattern: string): (match: ChannelMatch) => boolean {
    if (this.#channels.some((channel) => channel.pattern.source === pattern)) {
      return (match) => match.pattern.source === pattern;
    }
    if (!pattern.includes("{") && this.match(pattern) !== undefined) return (match) => match.name === pattern;
    const nearest = nearestName(pattern, this.list());
    throw new UsageError(
      "E_UNKNOWN_CHANNEL",
      `There is no channel "${pattern}"; ${nearest === undefined ? "give a pattern as Route.channel has it, or one channel's whole name." : `did you mean "${nearest}"?`}`,
    );
  }

  /** The patterns, in the order in which they are asked. */
  list(): string[] {
    return this.#channels.map((channel) => channel.pattern.source);
  }
}

function mostLiteralFirst(a: ChannelPattern, b: ChannelPattern): number {
  return b.literals - a.literals || a.params.length - b.params.length;
}
