import { relative } from "node:path";
import type { Application } from "./application.js";
import type { ChannelShape, ChannelsShape, RuleShape } from "./shapes.js";

/** A channel as `channel:list` shows it. */
export interface ListedChannel {
  readonly pattern: string;
  /** The class or the function that decides who may join. */
  readonly rule: string;
  /** Names of the guards whose users may join; empty for any guard. */
  readonly guards: readonly string[];
  /** Whether anonymous sockets may ask, too. */
  readonly guests: boolean;
  readonly presence: boolean;
  readonly history: boolean;
  /** `true` for anything, a list of events, or `"decided"` where a function decides. */
  readonly whisper: boolean | readonly string[] | "decided";
  /** Whether the contract names the pattern. */
  readonly isInContract: boolean;
  /** `file:line:column`, relative to the project. */
  readonly source: string | undefined;
}

/** The channels of an application, in the order in which their rules are asked. */
export function listedChannels({ root, routers, contract }: Application): ListedChannel[] {
  return routers.flatMap(({ channels }) =>
    (channels?.list() ?? []).map((pattern) => {
      const { rule = {}, source } = (channels && channelOf(channels, pattern)) ?? {};
      return {
        pattern,
        rule: ruleName(rule),
        guards: rule.guards ?? [],
        guests: rule.guests === true,
        presence: Boolean(rule.presence),
        history: rule.history !== undefined,
        whisper:
          typeof rule.whisper === "function" ? "decided" : ((rule.whisper as boolean | undefined) ?? false),
        isInContract: Object.hasOwn(contract?.channels ?? {}, pattern),
        source: source === undefined ? undefined : relative(root, source),
      };
    }),
  );
}

/** The channel of a pattern, found by a name that only this pattern can match. */
function channelOf(channels: ChannelsShape, pattern: string): ChannelShape | undefined {
  return channels.match(pattern.replace(/\{(\w+)\}/g, "\u0001$1\u0001"));
}

function ruleName(rule: RuleShape): string {
  const { name } = (rule as { constructor?: { name?: string } }).constructor ?? {};
  if (name !== undefined && name !== "" && name !== "Object") return name;
  const join = rule.join as { name?: string } | undefined;
  return join?.name === undefined || join.name === "" || join.name === "join" ? "(inline)" : join.name;
}
