import type { RegisteredUser } from "@carillon/socket-contract";

/** How a channel shows its members. */
export interface PresenceOptions<Info extends object = object> {
  /** `"list"` sends the members, `"count"` only their number; for large rooms. Default `"list"`. */
  readonly mode?: "list" | "count";
  /** How long a user whose connection broke is still shown, in milliseconds. Default 5,000. */
  readonly graceMs?: number;
  /** How long changes are collected before members are told, in milliseconds. Default 50. */
  readonly batchMs?: number;
  /** What the others may see of a user. Default: the object that the rule's `join` returned. */
  readonly info?: (user: RegisteredUser) => Info;
}

/** Every way to write the presence of a channel: on or off, what members may see of each other, or more options. */
export type PresenceSetting<Info extends object = object> =
  boolean | ((user: RegisteredUser) => Info) | PresenceOptions<Info>;

/**
 * What others may see of a user, as it will travel.
 *
 * @param options - Of the channel.
 * @param context - Who it is; nothing is shown of guests.
 * @param answer - What the rule's `join` returned.
 * @throws TypeError when it cannot be sent as JSON: thrown before the user has joined.
 */
export function infoOf(
  { info }: FullPresenceOptions,
  { user, userId }: { readonly user: RegisteredUser; readonly userId: string | null },
  answer: true | object,
): object | null {
  if (userId === null) return null;
  const shown = info?.(user) ?? (answer === true ? null : answer);
  return JSON.parse(JSON.stringify(shown)) as object | null;
}

/** The presence options of a rule, all filled in; `undefined` for a channel without presence. */
export function presenceOf({
  presence,
}: {
  readonly presence?: PresenceSetting;
}): FullPresenceOptions | undefined {
  if (presence === undefined || presence === false) return undefined;
  const { mode = "list", graceMs = 5_000, batchMs = 50, info } = optionsOf(presence);
  return { mode, graceMs, batchMs, info };
}

/** {@link PresenceOptions} with its defaults. */
export interface FullPresenceOptions {
  readonly mode: "list" | "count";
  readonly graceMs: number;
  readonly batchMs: number;
  readonly info: PresenceOptions["info"] | undefined;
}

function optionsOf(presence: PresenceSetting): PresenceOptions {
  if (typeof presence === "function") return { info: presence };
  return typeof presence === "object" ? presence : {};
}
