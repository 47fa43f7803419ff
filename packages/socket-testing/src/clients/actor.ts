import { checkOptions, UsageError } from "@carillon/socket-contract/server";
import type { AuthState, Identity } from "@carillon/socket-contract/server";

/** What `actingAs` needs to know beyond the user. */
export interface ActingOptions {
  /** The user's id. Default: `user.id`. */
  readonly id?: string | number;
  /** The guard that is taken to have recognised the user. Default: the one that the application asks. */
  readonly guard?: string;
  /** What the user may do, for `can:<ability>`. */
  readonly abilities?: readonly string[];
  /** The session, for `revoke({ sessionId })`. */
  readonly sessionId?: string;
  /** When the identity ends, in milliseconds since the epoch. Default: never. */
  readonly expiresAt?: number;
}

/**
 * What a layer takes a user for.
 *
 * @throws UsageError `E_ACTING_AS_NO_ID` for a user without an id.
 */
export function actorOf(user: object, given: ActingOptions): AuthState {
  checkOptions("actingAs", given, {
    id: "any",
    guard: "text",
    abilities: "list",
    sessionId: "text",
    expiresAt: "number",
  });
  const { id, guard, ...options } = given;
  const ownId = id ?? (user as { readonly id?: unknown } | null | undefined)?.id;
  if ((typeof ownId !== "string" && typeof ownId !== "number") || ownId === "") {
    throw new UsageError(
      "E_ACTING_AS_NO_ID",
      "actingAs needs a user with an id, or one beside it: actingAs(user, { id: user.email }).",
    );
  }
  return { identity: { user, id: String(ownId), ...options } as Identity, guard: guard ?? null };
}
