import { UsageError } from "@carillon/socket-contract/server";
import { Channels } from "@carillon/socket-rooms";
import type {
  ChannelPatternName,
  ContractDefinition,
  KnownName,
  Loose,
  OrAnyName,
  PresenceInfo,
  RegisteredContract,
} from "@carillon/socket-contract";
import type { ChannelParams, ChannelRuleReference } from "@carillon/socket-rooms";
import { notificationEvents } from "@carillon/socket-notifications";
import type { Notifications } from "@carillon/socket-notifications";
import { Router } from "@carillon/socket-router";
import type { Handler, RouteOptions } from "@carillon/socket-router";

type NotificationEvent = (typeof notificationEvents)[number];

/** How the events of {@link RealtimeRoutes.notifications} behave; they need a signed-in user unless `auth` says otherwise. */
export type NotificationRouteOptions = Omit<RouteOptions, "payload" | "reply">;

/** The routes and channels of one layer, typed by its contract; `Route` registers on those of the current manager. */
export class RealtimeRoutes<
  const Contract extends ContractDefinition = RegisteredContract,
> extends Router<Contract> {
  /** The channel rules, for the rooms of every namespace. */
  readonly channels: Channels = new Channels();
  readonly #notifications: () => Notifications;
  readonly #notified = new Set<string>();
  /** The handlers that {@link RealtimeRoutes.notifications} registered, and their events. */
  readonly #notificationHandlers = new Map<unknown, NotificationEvent>();

  /** @internal */
  constructor(notifications: () => Notifications) {
    super();
    this.#notifications = notifications;
  }

  /** @internal */
  get notifiedNamespaces(): ReadonlySet<string> {
    return this.#notified;
  }

  /**
   * Decides who may join the channels that a pattern matches. A client asks by `channel:join`.
   *
   * @param pattern - Such as `"orders.{orderId}"`; the rule gets `orderId`.
   * @param rule - The `join` function alone, or an object or a class with `join`, `leave`, `whisper`.
   * @throws UsageError `E_CHANNEL_PATTERN` or `E_CHANNEL_RULE` for a pattern or a rule that cannot be used,
   *   `E_CHANNEL_DEFINED_TWICE` for a second rule of the same pattern.
   * @example
   * ```ts
   * import { Route } from "@carillon/socket-facade";
   *
   * Route.channel("orders.{orderId}", ({ user }, { orderId }) => user.orderIds.includes(orderId));
   * ```
   */
  channel<const Pattern extends OrAnyName<ChannelPatternName<Contract>>>(
    pattern: KnownName<Pattern, ChannelPatternName<Contract>>,
    rule: ChannelRuleReference<ChannelParams<Pattern>, PresenceInfo<Pattern, Contract>>,
  ): this {
    this.channels.define(pattern as never, rule as never);
    return this;
  }

  /**
   * Answers `notifications:list`, `notifications:read`, `notifications:read-all` and `notifications:unread-count` in this namespace,
   * and pushes new notifications to its sockets.
   *
   * @param options - Such as `middleware: "throttle:60,1m"`, or the guard that must have recognised the user.
   * @throws UsageError `E_DUPLICATE_ROUTE` where one of these events has a route, `E_NOTIFICATIONS_NAMESPACE` in a dynamic namespace:
   *   its users may differ from one namespace to the next.
   * @example
   * ```ts
   * import { Route } from "@carillon/socket-facade";
   *
   * Route.notifications({ middleware: "throttle:120,1m" });
   * ```
   */
  notifications(options: NotificationRouteOptions = {}): this {
    for (const event of notificationEvents) {
      this.socket(event as never, this.#notificationHandler(event) as never, { auth: true, ...options });
    }
    const { namespace = "/" } = this.routes().at(-1) ?? {};
    if (!this.namespaces().includes(namespace)) {
      throw new UsageError(
        "E_NOTIFICATIONS_NAMESPACE",
        `Route.notifications() needs a namespace with a name; its pattern is ${namespace}.`,
      );
    }
    this.#notified.add(namespace);
    return this;
  }

  /**
   * The same routes and channels, for another manager.
   *
   * @internal
   */
  copyRoutes(other: AnyRoutes): void {
    this.copyFrom(other, (route) => {
      const event = other.#notificationHandlers.get(route.handler);
      return event ? { ...route, handler: this.#notificationHandler(event) } : route;
    });
    this.channels.copyFrom(other.channels);
    for (const namespace of other.#notified) this.#notified.add(namespace);
  }

  #notificationHandler(event: NotificationEvent): Handler {
    const handler: Handler = (socket, payload) => this.#notifications().clientEvents[event](socket, payload);
    this.#notificationHandlers.set(handler, event);
    return handler;
  }
}

/** Routes of any contract: for what reads and wires them, and registers none. */
export type AnyRoutes = RealtimeRoutes<Loose>;
