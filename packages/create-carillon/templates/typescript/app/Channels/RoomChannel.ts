import type { ChannelContext } from "carillon/rooms";
import type { User } from "../../shared/contract.js";

export default class RoomChannel {
  /** What members see of each other. */
  presence = (user: User): { name: string } => ({ name: user.name });

  /** Members who were away for a while get what they missed. */
  history = { size: 100, ttlMs: 300_000 };

  /** Members may say that they are typing. */
  whisper = ["typing"];

  /** Every user may join every room. */
  join({ userId }: ChannelContext): boolean {
    return userId !== null;
  }
}
