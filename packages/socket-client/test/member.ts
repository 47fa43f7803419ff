import type { Member } from "@carillon/socket-contract";

/** A user in a channel, as the others see it. */
export function memberOf(id: string): Member {
  return { id, info: null, connections: 1, since: 1 };
}
