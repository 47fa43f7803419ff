import { UsageError } from "@carillon/socket-contract/server";
import { Channels } from "@carillon/socket-rooms";
import type { ChannelPatternName } from "@carillon/socket-contract";
import type { ChannelRuleFor } from "@carillon/socket-rooms";
import { notificationEvents } from "@carillon/socket-notifications";
import type { Notifications } from "@carillon/socket-notifications";
import { Router } from "@carillon/socket-router";
import type { Handler, RouteOptions } from "@carillon/socket-router";

type NotificationEvent = (typeof notificationEvents)[number];

/** How the events of {@link RealtimeRoutes.notifications} behave; signing in is asked of them unless `auth` says otherwise. */
export type NotificationRouteOptions = Omit<RouteOptions, "payload" | "reply">;

/** The routes and the channels of one layer: what `Route` registers on. */
export class RealtimeRoutes extends Router {
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
  channel<const Pattern extends ChannelPatternName>(pattern: Pattern, rule: ChannelRuleFor<Pattern>): this {
    this.channels.define(pattern, rule);
    return this;
  }

  /**
   * Lets clients ask for their notifications: `notifications:list`, `notifications:read`, `notifications:read-all` and
   * `notifications:unread-count`. Notifications are then pushed in this namespace.
   *
   * @param options - Such as a `middleware: "throttle:60,1m"`, or the guard that must have recognised the user.
   * @throws Error where a route of one of these names is there already.
   * @throws TypeError in a dynamic namespace, whose users may be others than those of the next.
   * @example
   * ```ts
   * import { Route } from "@carillon/socket-facade";
   *
   * Route.notifications({ middleware: "throttle:120,1m" });
   * ```
   */
  notifications(options: NotificationRouteOptions = {}): this {
    for (const event of notificationEvents) {
      this.socket(event as never, this.#notificationHandler(event), { auth: true, ...options });
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
  copyRoutes(other: RealtimeRoutes): void {
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
