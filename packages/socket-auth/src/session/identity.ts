import { clock } from "@carillon/socket-contract/server";
import type { Identity } from "@carillon/socket-contract/server";

/** Whether its time is over. */
export function hasEnded({ expiresAt }: Pick<Identity, "expiresAt">): boolean {
  return expiresAt !== undefined && expiresAt <= clock.now();
}

/** Whether two identities of the same guard are equal in value; the user object itself may be a new one. */
export function isSameIdentity(one: Identity, other: Identity): boolean {
  return (
    one.id === other.id &&
    one.sessionId === other.sessionId &&
    one.expiresAt === other.expiresAt &&
    isSameList(one.abilities, other.abilities)
  );
}

function isSameList(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  if (one === other || one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((ability) => other.includes(ability));
}
