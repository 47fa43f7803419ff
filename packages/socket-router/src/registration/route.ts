import type { Loose, Schema } from "@carillon/socket-contract";
import type { IdempotencyOptions } from "../idempotency/idempotency.js";
import type { PayloadLimits } from "../payloads/payload-limits.js";
import type { MiddlewareReference } from "../middleware/middleware.js";
import type { HandlerReference } from "./handler.js";

/** A Socket.IO namespace by name, or dynamic ones by pattern, as `io.of()` takes them. */
export type NamespaceName = string | RegExp;

/** How a route behaves; in a group, how all its routes behave unless they say otherwise. */
export interface RouteOptions<
  Sent = Loose,
  Payload extends Schema | undefined = Schema | undefined,
  Reply extends Schema | undefined = Schema | undefined,
> {
  /** Middleware in the order in which they run, behind those of the groups around. */
  readonly middleware?: MiddlewareReference<Sent> | readonly MiddlewareReference<Sent>[];
  /** Who may send the event: `true` for the configured guard, a guard's name, or `false` to lift a group's. */
  readonly auth?: boolean | string;
  /** Milliseconds until an unanswered event is answered with `timeout`; 0 waits forever. Default: the router's. */
  readonly timeoutMs?: number;
  /** The largest payload to accept; over it the event is answered with `payload_too_large`. Default: the router's. */
  readonly limits?: PayloadLimits;
  /** `"serial"` makes the events of one socket to this route or group finish in order. Default `"concurrent"`. */
  readonly ordering?: "concurrent" | "serial";
  /** Answers a repeated request with the first answer, without running the handler again. Default `false`. */
  readonly idempotent?: boolean | IdempotencyOptions;
  /** Validates the payload; wins over the contract's. */
  readonly payload?: Payload;
  /** Validates the reply; wins over the contract's. */
  readonly reply?: Reply;
}

/** What the routes of a group share. */
export interface GroupOptions extends Omit<RouteOptions, "payload" | "reply"> {
  /** Put before each event name with a colon: `orders` makes `subscribe` into `orders:subscribe`. */
  readonly prefix?: string;
  /** The Socket.IO namespace of the routes. Default `"/"`. */
  readonly namespace?: NamespaceName;
}

/** One registered route, groups already folded in. */
export interface RouteDefinition {
  readonly event: string;
  readonly namespace: NamespaceName;
  readonly handler: HandlerReference;
  readonly middleware: readonly MiddlewareReference[];
  readonly timeoutMs: number | undefined;
  readonly limits: PayloadLimits | undefined;
  readonly idempotent: boolean | IdempotencyOptions;
  /** Routes that finish in order share this key; `undefined` for concurrent ones. */
  readonly lane: object | undefined;
  readonly payload: Schema | undefined;
  readonly reply: Schema | undefined;
  /** Whether it answers a reserved event, for the packages of this project. */
  readonly builtIn: boolean;
  /** Where it was registered, as `file:line:column`. */
  readonly source: string | undefined;
}

/** One key for each namespace, whether named or dynamic. */
export function namespaceKey(namespace: NamespaceName): string {
  return typeof namespace === "string" ? namespace : String(namespace);
}
