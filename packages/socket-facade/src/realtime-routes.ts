import { Channels } from "@carillon/socket-rooms";
import type { ChannelParams, ChannelRuleReference } from "@carillon/socket-rooms";
import { Router } from "@carillon/socket-router";

/** The routes and the channels of one layer: what `Route` registers on. */
export class RealtimeRoutes extends Router {
  /** The channel rules, for the rooms of every namespace. */
  readonly channels: Channels = new Channels();

  /**
   * Says who may join the channels of a pattern when a client asks by `channel:join`.
   *
   * @param pattern - Such as `"orders.{orderId}"`; the rule gets `orderId`.
   * @param rule - The `join` function alone, or an object or a class with `join`, `leave`, `whisper`.
   * @throws TypeError for a pattern or a rule that cannot be used, or a pattern defined twice.
   * @example
   * ```ts
   * import { Route } from "@carillon/socket-facade";
   *
   * Route.channel("orders.{orderId}", ({ user }, { orderId }) => user.orderIds.includes(orderId));
   * ```
   */
  channel<const Pattern extends string>(
    pattern: Pattern,
    rule: ChannelRuleReference<ChannelParams<Pattern>>,
  ): this {
    this.channels.define(pattern, rule);
    return this;
  }
}
