import { checkOptions, UsageError } from "@carillon/socket-contract/server";
import type { OptionKinds } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { AllowedOrigins } from "./handshake/allowed-origins.js";
import type { RevocationStore } from "./revocation/revocation-store.js";
import type { CredentialSource } from "./handshake/credentials.js";
import type { Guard, GuardFunction, UserIdOf } from "./guards/guard.js";

/** How an authenticator works. Every field has a default. */
export interface AuthenticatorOptions {
  /** The guard behind `auth:socket`: a name, several (`"api,web"`, any of them), or a guard itself. Default `"api"`. */
  readonly guard?: string | Guard | GuardFunction;
  /** Guards by name. More can be added with `guard(name, guard)`. */
  readonly guards?: Readonly<Record<string, Guard | GuardFunction>>;
  /** Whether a handshake that no guard recognises is refused. Default `true`. */
  readonly required?: boolean;
  /** Where a token may be read from, in this order. Default `["auth", "query", "header"]`. */
  readonly sources?: readonly CredentialSource[];
  /**
   * Origins that may connect, checked on polling and WebSocket alike. Mandatory with cookies, which browsers send along
   * from any page. Default: any origin.
   */
  readonly allowedOrigins?: AllowedOrigins;
  /** How often an identity is checked again: at every protected event, or not within `ttlMs` milliseconds. Default `"always"`. */
  readonly recheck?: "always" | { readonly ttlMs: number };
  /** How long a guard may take, in milliseconds. Default 10 000. */
  readonly deadlineMs?: number;
  /** How long before the end of a token `auth:expiring` is sent, in milliseconds. Default 60 000. */
  readonly expiringMs?: number;
  /** What happens when a token ends. Default: `"disconnect"` where authentication is required, else `"anonymous"`. */
  readonly onExpire?: "disconnect" | "anonymous";
  /** Reads the id of a user that a guard returned without one. Default `user.id`. */
  readonly userIdOf?: UserIdOf;
  /**
   * Where revocations are kept so that every node learns them, also one that was cut off. Default: in the memory of the nodes,
   * which tell each other; `new RedisRevocationStore(client)` outlives a partition.
   */
  readonly revocations?: RevocationStore;
  /**
   * Whether sockets answer `auth:refresh` by themselves. `false` where a router does it by `authenticator.clientEvents`, so that
   * its limits hold. Default `true`.
   */
  readonly listen?: boolean;
  /**
   * Called after the identity of a connected socket has changed in value: refreshed, expired, revoked, or with other abilities.
   * Rooms are brought in line here.
   */
  readonly onChange?: (socket: Socket) => void;
  /** Where to log; it is scrubbed. Default: the console. */
  readonly logger?: Logger;
}

/**
 * How long a re-check holds, in milliseconds; 0 asks at every event.
 *
 * @throws UsageError `E_INVALID_RECHECK`
 */
export function recheckTtlOf(recheck: NonNullable<AuthenticatorOptions["recheck"]>): number {
  if (recheck === "always") return 0;
  const { ttlMs } = Object(recheck) as { ttlMs?: unknown };
  if (typeof ttlMs === "number" && ttlMs >= 0) return ttlMs;
  throw new UsageError(
    "E_INVALID_RECHECK",
    'recheck is "always", or { ttlMs: 30_000 } for how long a check holds in milliseconds.',
  );
}

/** @throws UsageError `E_UNKNOWN_OPTION` and `E_BAD_OPTION`, naming the option. */
export function checkAuthenticatorOptions(options: AuthenticatorOptions): void {
  checkOptions("createAuthenticator", options, kinds);
}

const kinds: OptionKinds<AuthenticatorOptions> = {
  guard: "any",
  guards: "object",
  required: "flag",
  sources: "list",
  allowedOrigins: "any",
  recheck: "any",
  deadlineMs: "ms",
  expiringMs: "ms",
  onExpire: ["disconnect", "anonymous"],
  userIdOf: "function",
  revocations: "object",
  listen: "flag",
  onChange: "function",
  logger: "logger",
};
